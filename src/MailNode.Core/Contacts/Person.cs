using MailNode.OpenPgp;

namespace MailNode.Core.Contacts;

/// <summary>Somebody as a post or a list shows them.</summary>
/// <param name="Address">Empty where it is not known: a commenter whom a friend introduced.</param>
public sealed record Person(string Name, string Address, Fingerprint Fingerprint, Trust Trust);
