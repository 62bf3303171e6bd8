namespace MailNode.Sop;

/// <summary>What the process ends with (draft-dkg-openpgp-stateless-cli, section "Failure modes"); the numbers are the draft's.</summary>
internal enum SopExit
{
    Ok = 0,
    Unspecified = 1,
    NoSignature = 3,
    UnsupportedAlgorithm = 13,
    CertificateCannotEncrypt = 17,
    MissingArgument = 19,
    CannotDecrypt = 29,
    UnsupportedOption = 37,
    BadData = 41,
    MissingInput = 61,
    KeyIsProtected = 67,
    UnsupportedVerb = 69,
    UnsupportedPrefix = 71,
    KeyCannotSign = 79,
    IncompatibleOptions = 83,
    UnsupportedProfile = 89,
}
