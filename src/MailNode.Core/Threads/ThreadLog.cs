using MailNode.Core.Packets;
using MailNode.OpenPgp;

namespace MailNode.Core.Threads;

/// <summary>All that the log has about one thread.</summary>
/// <param name="Root">The thread's first packet.</param>
/// <param name="Rest">Every packet whose root it is, in any order.</param>
/// <param name="SentTo">To whom the root was sent, where it is ours: the thread's audience.</param>
/// <param name="Group">Our own name of that audience, where it is a group.</param>
public sealed record ThreadLog(LoggedPacket Root, IReadOnlyList<LoggedPacket> Rest, IReadOnlySet<Fingerprint> SentTo, string? Group);
