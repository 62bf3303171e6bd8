using System.Globalization;
using System.Text;

namespace MailNode.Transport.Smtp.Commands;

/// <summary>
/// One mail from MAIL to the verdict (RFC 5321, section 3.3). With PIPELINING (RFC 2920) the whole envelope is said in one go, the
/// command for the body included. With CHUNKING (RFC 3030) the body is counted, so that nothing in it can be taken for its end. It
/// goes in a flight of its own: in the envelope's, a server whose replies leave in several small packets waits for our
/// acknowledgements, 40 ms a mail with Postfix.
/// </summary>
internal sealed class Transaction(SmtpDialog dialog, Envelope envelope, ReadOnlyMemory<byte> message)
{
    /// <summary>Recipients asked about at once, so that neither side's buffers fill up.</summary>
    private const int AtOnce = 50;

    private const int Room = 64 * 1024;
    private const string Data = "DATA\r\n";

    /// <summary>The body is on its way, and what became of it is not known: the server may have taken the mail.</summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>True when the server has taken the mail. Throws when it refuses the sender, or the mail as such.</summary>
    public async Task<bool> RunAsync(CancellationToken c)
    {
        if (!dialog.Extensions.Has("PIPELINING"))
            await OneByOneAsync(c).ConfigureAwait(false);
        else if (await TogetherAsync(IsCounted ? "" : Data, c).ConfigureAwait(false) is { } go)
            return await DataAsync(go, c).ConfigureAwait(false);
        if (!envelope.IsWanted || dialog.IsClosing)
            return false;
        return IsCounted ? await ChunkAsync(c).ConfigureAwait(false) : await DataAsync(await AskAsync(Data, c).ConfigureAwait(false), c).ConfigureAwait(false);
    }

    private bool IsCounted => dialog.Extensions.Has("CHUNKING") && dialog.Server.UseChunking;

    private async Task<SmtpReply> AskAsync(string line, CancellationToken c)
    {
        await dialog.SendAsync(line, c).ConfigureAwait(false);
        return await dialog.ReadAsync(SmtpPatience.Data, c).ConfigureAwait(false);
    }

    private async Task OneByOneAsync(CancellationToken c)
    {
        await dialog.SendAsync(envelope.MailFrom, c).ConfigureAwait(false);
        ThrowUnlessTaken(await dialog.ReadAsync(SmtpPatience.Envelope, c).ConfigureAwait(false));
        foreach (var i in envelope.Asked)
        {
            if (!dialog.IsClosing)
                await dialog.SendAsync(envelope.RcptTo(i), c).ConfigureAwait(false);
            envelope.Replies[i] = await ReadAsync(SmtpPatience.Envelope, c).ConfigureAwait(false);
        }
        LeaveIfClosing();
    }

    /// <summary>The envelope in groups, the last of them with what begins the body behind it, whose answer is given.</summary>
    private async Task<SmtpReply?> TogetherAsync(string beginning, CancellationToken c)
    {
        SmtpReply? sender = null;
        SmtpReply? last = null;
        var asked = 0;
        foreach (var group in envelope.Asked.Chunk(AtOnce))
        {
            asked += group.Length;
            var isLast = asked == envelope.Asked.Count;
            var lines = (sender is null ? envelope.MailFrom : "") + string.Concat(group.Select(envelope.RcptTo));
            await dialog.SendAsync(isLast ? lines + beginning : lines, c).ConfigureAwait(false);
            sender ??= await ReadAsync(SmtpPatience.Envelope, c).ConfigureAwait(false);
            foreach (var i in group)
                envelope.Replies[i] = await ReadAsync(SmtpPatience.Envelope, c).ConfigureAwait(false);
            if (isLast && beginning.Length > 0)
                last = await ReadAsync(SmtpPatience.Data, c).ConfigureAwait(false);
            if (!sender.Value.IsOk && last?.Code == 354)
                await EndEmptyAsync(c).ConfigureAwait(false);
            ThrowUnlessTaken(sender.Value);
            if (dialog.IsClosing)
                break;
        }
        LeaveIfClosing();
        return last;
    }

    private async Task<bool> ChunkAsync(CancellationToken c)
    {
        var length = new SmtpBody(message, dotted: false).CountToEnd();
        var command = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"BDAT {length} LAST\r\n"));
        var verdict = await FinishAsync(command, dotted: false, c).ConfigureAwait(false);
        // Quirk: a server lists CHUNKING and knows no BDAT; it has read our mail as commands (Where_chunks_are_a_lie_the_mail_goes_by_data).
        if (verdict.Code is >= 500 and <= 504)
            throw dialog.Stream.Break($"{dialog.Server.Host} offers CHUNKING and does not know BDAT.", MailProblem.Garbage, null);
        return verdict.IsOk;
    }

    private async Task<bool> DataAsync(SmtpReply go, CancellationToken c)
    {
        if (go.Code != 354 || !envelope.IsWanted)
        {
            if (go.Code == 354)
                await EndEmptyAsync(c).ConfigureAwait(false);
            if (go.IsOk && envelope.IsWanted)
                throw dialog.Stream.Break("The server took DATA for something else.", MailProblem.Garbage, null);
            envelope.Settle(go);
            return false;
        }
        return (await FinishAsync(default, dotted: true, c).ConfigureAwait(false)).IsOk;
    }

    private async Task<SmtpReply> FinishAsync(ReadOnlyMemory<byte> command, bool dotted, CancellationToken c)
    {
        await SendBodyAsync(command, dotted, c).ConfigureAwait(false);
        var verdict = await dialog.ReadAsync(SmtpPatience.Verdict, c).ConfigureAwait(false);
        IsInDoubt = false;
        envelope.Settle(verdict);
        return verdict;
    }

    /// <summary>The command goes with the first piece: alone it would wait for an acknowledgement.</summary>
    private async Task SendBodyAsync(ReadOnlyMemory<byte> command, bool dotted, CancellationToken c)
    {
        var body = new SmtpBody(message, dotted);
        var piece = new byte[(int)Math.Min(Room, command.Length + ((long)message.Length * 2) + 8)];
        command.Span.CopyTo(piece);
        var usual = dialog.Stream.Patience;
        dialog.Stream.Patience = usual > SmtpPatience.Block ? usual : SmtpPatience.Block;
        var begun = command.Length;
        while (body.Read(piece.AsSpan(begun)) + begun is > 0 and var length)
        {
            IsInDoubt = body.IsAtEnd;
            await dialog.Stream.WriteAsync(piece.AsMemory(0, length), c).ConfigureAwait(false);
            begun = 0;
        }
        dialog.Stream.Patience = usual;
    }

    /// <summary>The server wants a body although nobody gets it: a lone dot, and whatever it says to that (RFC 2920, section 3.1).</summary>
    private async Task EndEmptyAsync(CancellationToken c) => await dialog.AskAsync(".", c).ConfigureAwait(false);

    /// <summary>The next reply; after a farewell there is none, and it stands for all.</summary>
    private async Task<SmtpReply> ReadAsync(TimeSpan patience, CancellationToken c) =>
        dialog.Farewell ?? await dialog.ReadAsync(patience, c).ConfigureAwait(false);

    /// <summary>The server has left between two recipients: nobody got it, also not those it had agreed to.</summary>
    private void LeaveIfClosing()
    {
        if (dialog.Farewell is { } farewell)
            envelope.Settle(farewell);
    }

    private static void ThrowUnlessTaken(SmtpReply sender)
    {
        if (!sender.IsOk)
            throw SmtpFailure.From(sender, "take the mail", MailProblem.MailRefused);
    }
}
