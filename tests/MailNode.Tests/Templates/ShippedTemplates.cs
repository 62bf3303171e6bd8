namespace MailNode.Tests.Templates;

/// <summary>The mails that people read: compared with golden files, rewritten by UPDATE_GOLDEN=1 and then looked at.</summary>
public sealed class ShippedTemplates
{
    [Theory]
    [InlineData("digest.html")]
    [InlineData("digest.txt")]
    [InlineData("post.html")]
    [InlineData("post.txt")]
    [InlineData("sealed.html")]
    [InlineData("sealed.txt")]
    public void A_mail_looks_as_it_did_when_it_was_last_looked_at(string name) =>
        TemplateFiles.CheckGolden(name, TemplateFiles.Render(name, ModelFor(name)));

    private static Dictionary<string, object?> ModelFor(string name) => name[..name.IndexOf('.')] switch
    {
        "digest" => SampleModel.Digest(),
        "post" => SampleModel.Post(),
        _ => SampleModel.Sealed(),
    };
}
