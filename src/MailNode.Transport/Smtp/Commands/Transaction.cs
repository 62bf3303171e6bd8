namespace MailNode.Transport.Smtp.Commands;

/// <summary>
/// One mail from MAIL to the verdict (RFC 5321, section 3.3). With PIPELINING (RFC 2920) the whole envelope is said in one go, the
/// command for the body included. CHUNKING (RFC 3030) is not used: it would put the body into the same flight, and then a server whose
/// replies leave in several small packets waits for our acknowledgements, 40 ms a mail with Postfix (docs/performance.md).
/// </summary>
internal sealed class Transaction(SmtpDialog dialog, Envelope envelope, ReadOnlyMemory<byte> message)
{
    /// <summary>Recipients asked about at once, so that neither side's buffers fill up.</summary>
    private const int AtOnce = 50;

    private const int Room = 64 * 1024;

    /// <summary>The body is on its way, and what became of it is not known: the server may have taken the mail.</summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>True when the server has taken the mail. Throws when it refuses the sender, or the mail as such.</summary>
    public async Task<bool> RunAsync(CancellationToken c)
    {
        if (!dialog.Extensions.Has("PIPELINING"))
            await OneByOneAsync(c).ConfigureAwait(false);
        else
            return await DataAsync(await TogetherAsync(c).ConfigureAwait(false), c).ConfigureAwait(false);
        if (!envelope.IsWanted || dialog.IsClosing)
            return false;
        await dialog.SendAsync("DATA\r\n", c).ConfigureAwait(false);
        return await DataAsync(await dialog.ReadAsync(SmtpPatience.Data, c).ConfigureAwait(false), c).ConfigureAwait(false);
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

    /// <summary>The envelope in groups, the last of them with DATA behind it, whose answer is given.</summary>
    private async Task<SmtpReply> TogetherAsync(CancellationToken c)
    {
        SmtpReply? sender = null;
        SmtpReply last = default;
        var asked = 0;
        foreach (var group in envelope.Asked.Chunk(AtOnce))
        {
            asked += group.Length;
            var isLast = asked == envelope.Asked.Count;
            var lines = (sender is null ? envelope.MailFrom : "") + string.Concat(group.Select(envelope.RcptTo));
            await dialog.SendAsync(isLast ? lines + "DATA\r\n" : lines, c).ConfigureAwait(false);
            sender ??= await ReadAsync(SmtpPatience.Envelope, c).ConfigureAwait(false);
            foreach (var i in group)
                envelope.Replies[i] = await ReadAsync(SmtpPatience.Envelope, c).ConfigureAwait(false);
            if (isLast)
                last = await ReadAsync(SmtpPatience.Data, c).ConfigureAwait(false);
            if (!sender.Value.IsOk && last.Code == 354)
                await EndEmptyAsync(c).ConfigureAwait(false);
            ThrowUnlessTaken(sender.Value);
            if (dialog.IsClosing)
                break;
        }
        LeaveIfClosing();
        return last;
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
        await SendBodyAsync(c).ConfigureAwait(false);
        var verdict = await dialog.ReadAsync(SmtpPatience.Verdict, c).ConfigureAwait(false);
        IsInDoubt = false;
        envelope.Settle(verdict);
        return verdict.IsOk;
    }

    private async Task SendBodyAsync(CancellationToken c)
    {
        var body = new SmtpBody(message, dotted: true);
        var piece = new byte[(int)Math.Min(Room, ((long)message.Length * 2) + 8)];
        var usual = dialog.Stream.Patience;
        dialog.Stream.Patience = usual > SmtpPatience.Block ? usual : SmtpPatience.Block;
        while (body.Read(piece) is > 0 and var length)
        {
            IsInDoubt = body.IsAtEnd;
            await dialog.Stream.WriteAsync(piece.AsMemory(0, length), c).ConfigureAwait(false);
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
