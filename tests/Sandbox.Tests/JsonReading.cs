using System.Text.Json;

namespace Sandbox.Tests;

internal static class JsonReading
{
    public static string Text(this JsonElement json, string property) => json.GetProperty(property).GetString()!;

    public static string Token(this JsonElement loginResult) => loginResult.Text("token");

    public static string RefreshToken(this JsonElement loginResult) => loginResult.Text("refreshToken");
}
