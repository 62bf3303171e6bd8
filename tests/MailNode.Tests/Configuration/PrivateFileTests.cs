using MailNode.Configuration;

namespace MailNode.Tests.Configuration;

public sealed class PrivateFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_failed_write_leaves_nothing_behind()
    {
        var path = folder["key"];
        Directory.CreateDirectory(Path.Combine(path, "full"));          // no file can take its place

        Assert.Throws<UserError>(() => PrivateFile.Write(path, "secret"u8));

        Assert.Equal([path], Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void What_a_crash_left_behind_does_not_hinder_the_next_try()
    {
        folder.Write("key.new", "half");

        PrivateFile.Write(folder["key"], "whole"u8);

        Assert.Equal("whole", File.ReadAllText(folder["key"]));
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.Path));
    }
}
