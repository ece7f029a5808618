FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source

# What decides the packages comes first, so that a change of the code restores nothing anew.
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols*.txt .editorconfig ./
COPY src/Gateway.Core/Gateway.Core.csproj src/Gateway.Core/
COPY src/Gateway/Gateway.csproj src/Gateway/
RUN dotnet restore src/Gateway --use-current-runtime -p:PublishReadyToRun=true

COPY appsettings.json ./
COPY src/ src/
RUN dotnet publish src/Gateway --no-restore --use-current-runtime --no-self-contained -p:PublishReadyToRun=true \
    -p:DebugType=none -p:PublishDocumentationFile=false -p:PublishReferencesDocumentationFiles=false -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
RUN install -d -m 700 -o 1654 -g 1654 /var/lib/gateway
COPY --from=build /app /app

# No diagnostics: they would write sockets and pipes beside the state folder and /tmp.
ENV PATH="/app:${PATH}" \
    DOTNET_EnableDiagnostics=0 \
    Gateway__Proxy__Url=http://*:8080 \
    Gateway__Health__Url=http://*:8082 \
    Gateway__Store__Path=/var/lib/gateway
VOLUME /var/lib/gateway
USER 1654:1654
EXPOSE 8080 8082
HEALTHCHECK --interval=10s --timeout=6s --start-period=10s --retries=3 CMD ["/app/gateway", "healthcheck", "--live"]
ENTRYPOINT ["/app/gateway"]
