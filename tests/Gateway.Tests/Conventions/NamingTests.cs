using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Gateway.Testing;

namespace Gateway.Tests.Conventions;

/// <summary>Names say what a thing is; these tests keep them honest.</summary>
public sealed partial class NamingTests
{
    private static readonly Assembly[] Ours = [typeof(Core.Tokens.Session).Assembly, typeof(GatewayApplication).Assembly];

    private static IEnumerable<Type> OwnTypes => Ours.SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.Namespace?.StartsWith("Gateway", StringComparison.Ordinal) == true && !IsGenerated(type));

    [Fact]
    public void The_namespace_of_a_file_is_its_folder()
    {
        var wrong = from project in new[] { ("src/Gateway.Core", "Gateway.Core"), ("src/Gateway", "Gateway") }
                    from file in Repository.SourceFiles(project.Item1)
                    let match = Namespace().Match(File.ReadAllText(file))
                    where match.Success
                    let folder = Path.GetDirectoryName(Path.GetRelativePath(Path.Combine(Repository.Root, project.Item1), file))!
                    let expected = folder.Length == 0 ? project.Item2 : $"{project.Item2}.{folder.Replace('/', '.')}"
                    where match.Groups["name"].Value != expected
                    select $"{file}: {match.Groups["name"].Value}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Methods_that_return_tasks_end_in_async_and_take_their_token_last()
    {
        var wrong = from type in OwnTypes
                    from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                    where IsTask(method.ReturnType) && !method.IsSpecialName && !IsGenerated(method) && !IsInherited(method)
                    let parameters = method.GetParameters()
                    let token = Array.FindIndex(parameters, parameter => parameter.ParameterType == typeof(CancellationToken))
                    let isLast = token < 0 || parameters[^1].ParameterType == typeof(CancellationToken) || parameters[^1].IsDefined(typeof(ParamArrayAttribute))
                    where !method.Name.EndsWith("Async", StringComparison.Ordinal) || !isLast
                    select $"{type.FullName}.{method.Name}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Classes_are_sealed_static_or_made_to_be_derived_from()
    {
        var open = OwnTypes.Where(type => type.IsClass && !type.IsSealed && !type.IsAbstract);

        Assert.Empty(open);
    }

    [Fact]
    public void Interfaces_begin_with_I()
    {
        Assert.DoesNotContain(OwnTypes, type => type.IsInterface && type.Name[0] != 'I');
    }

    [Fact]
    public void No_source_file_is_longer_than_three_hundred_lines()
    {
        Assert.DoesNotContain(Repository.SourceFiles("src"), file => File.ReadLines(file).Count() > 300);
    }

    private static bool IsTask(Type type) => typeof(Task).IsAssignableFrom(type)
        || type == typeof(ValueTask) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>));

    private static bool IsGenerated(MemberInfo member) =>
        member.Name.Contains('<', StringComparison.Ordinal) || member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        || (member.DeclaringType is { } outer && IsGenerated(outer));

    private static bool IsInherited(MethodInfo method) =>
        method.GetBaseDefinition().DeclaringType!.Assembly != method.DeclaringType!.Assembly
        || method.DeclaringType.GetInterfaces().Where(type => !Ours.Contains(type.Assembly)).Any(type => Implements(method, type));

    private static bool Implements(MethodInfo method, Type contract) =>
        !method.DeclaringType!.IsInterface && Array.IndexOf(method.DeclaringType.GetInterfaceMap(contract).TargetMethods, method) >= 0;

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Namespace();
}
