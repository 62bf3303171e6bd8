namespace MailNode.Transport.Imap.Commands;

/// <summary>
/// UID FETCH commands, several in flight at a time (RFC 9051, section 5.5; all name UIDs, so no answer is ambiguous), whose
/// messages are handed out ascending as they arrive. What has not been asked for yet waits in the network, not in memory. Another
/// command on the connection first collects what is in flight, so that both may go on; see <see cref="ImapConnection.SettleAsync"/>.
/// </summary>
/// <param name="open">Opens the folder, if another one was opened meanwhile.</param>
internal sealed class FetchPipeline(ImapConnection connection, IEnumerable<FetchOrder> orders, Func<CancellationToken, Task> open) : IDisposable
{
    /// <summary>What may be in flight at a time, in bytes as announced and in commands. It is also what an early end may waste.</summary>
    private const long MaxWeight = 4 << 20;
    private const int MaxFlights = 16;

    /// <summary>Messages of one command that are asked for again, one by one; where it is more, the server is broken, not the mail.</summary>
    private const int MaxMissing = 500;

    private readonly IEnumerator<FetchOrder> orders = orders.GetEnumerator();
    private readonly Queue<FetchFlight> flights = new();
    private int inAir;
    private long weight;
    private long held; // bytes of messages that are here and that nobody has taken
    private long chatter;
    private bool goesOn;
    private bool abandoned;

    /// <summary>The next message; null after the last.</summary>
    public async ValueTask<Fetched?> NextAsync(CancellationToken c)
    {
        while (true)
        {
            if (flights.TryPeek(out var first))
            {
                if (first is { Status: not null, IsChecked: false })
                    await CheckAsync(first, c).ConfigureAwait(false);
                if (first.TryTake(out var message))
                {
                    goesOn = true;
                    held -= message.Content?.Bytes.Length ?? 0;
                    return message;
                }
                if (first.IsOver)
                {
                    weight -= flights.Dequeue().Order.Weight;
                    continue;
                }
            }
            await SendAsync(c).ConfigureAwait(false);
            if (flights.Count == 0)
                return null;
            await StepAsync(c).ConfigureAwait(false);
        }
    }

    /// <summary>Ends it early: what is in flight is read and thrown away when the connection is needed again.</summary>
    public void Dispose()
    {
        orders.Dispose();
        abandoned = true;
        foreach (var flight in flights)
            flight.Abandon();
    }

    /// <summary>Sends ahead, but only one command as long as nobody has shown that they want more than the first message.</summary>
    private async ValueTask SendAsync(CancellationToken c)
    {
        while (flights.Count < (goesOn ? MaxFlights : 1) && weight < MaxWeight && orders.MoveNext())
        {
            if (inAir == 0)
            {
                await connection.SettleAsync(c).ConfigureAwait(false);
                await open(c).ConfigureAwait(false);
            }
            var flight = new FetchFlight(connection.NextTag(), orders.Current);
            await connection.SendLineAsync($"{flight.Tag} {flight.Order.Command.Parts[0].Text}", c).ConfigureAwait(false);
            connection.Unsettled = CollectAsync;
            flights.Enqueue(flight);
            inAir++;
            weight += flight.Order.Weight;
        }
    }

    private async ValueTask CollectAsync(CancellationToken c)
    {
        while (inAir > 0)
            await StepAsync(c).ConfigureAwait(false);
    }

    /// <summary>Takes in one response.</summary>
    private async ValueTask StepAsync(CancellationToken c)
    {
        var order = flights.Peek().Order; // in these respects all are alike
        var response = await ImapReader.ReadAsync(connection.Stream, abandoned ? 0 : order.Keep, c, order.IsOfBodies).ConfigureAwait(false);
        switch (response.Kind)
        {
            case ImapResponseKind.Tagged:
                End(response);
                break;
            case ImapResponseKind.Untagged:
                Take(response);
                break;
            default:
                throw connection.LostItsWay();
        }
    }

    private void End(ImapResponse response)
    {
        foreach (var flight in flights)
        {
            // Servers may finish such commands in another order than they got them.
            if (flight.Status is null && ImapConnection.EndOf(flight.Tag, response) is { } status)
            {
                flight.Status = connection.Finish(status);
                chatter = 0;
                if (--inAir == 0)
                    connection.Unsettled = null;
                return;
            }
        }
        throw connection.LostItsWay();
    }

    private void Take(ImapResponse response)
    {
        var message = new Fetched();
        var kind = Fetch.Parse(response, message);
        if (kind == FetchLine.Other)
            connection.Observe(response);
        if (kind == FetchLine.Damaged)
            MarkDamage(isTorn: response.Literals.Count > 0);
        if (kind == FetchLine.Message && Put(message))
        {
            held += message.Content?.Bytes.Length ?? 0;
            if (held > flights.Peek().Order.Most + MaxWeight)
                throw connection.Stream.Break("The server sent more than it announced.", MailProblem.Garbage, null);
            return;
        }
        chatter += response.Weight;
        if (chatter > ImapConnection.MaxChatter)
            throw connection.Endless();
    }

    /// <summary>False: nobody asked for it, or it repeats what is here.</summary>
    private bool Put(Fetched message)
    {
        foreach (var flight in flights)
        {
            if (flight.Status is not null || flight.IsSpoiled || flight.Put(message) is not { } isNew)
                continue;
            if (flight.IsOverfull)
                throw connection.Stream.Break("The server sent more than the messages that were asked for.", MailProblem.Garbage, null);
            return isNew;
        }
        return false;
    }

    /// <summary>
    /// Whose line it was, nobody can tell. Behind a literal that was not as long as announced, the tail of a message looks like an
    /// answer: nothing that comes before the end of these commands is believed.
    /// </summary>
    private void MarkDamage(bool isTorn)
    {
        foreach (var flight in flights.Where(flight => flight.Status is null))
        {
            flight.IsDamaged = true;
            flight.IsSpoiled |= isTorn;
        }
    }

    /// <summary>
    /// Finds out what has become of messages that did not come. Gone is gone; what is there is asked for again, alone; and what
    /// cannot be read even so is handed out as unreadable, so that nobody takes it for gone or for read.
    /// </summary>
    private async Task CheckAsync(FetchFlight flight, CancellationToken c)
    {
        var status = flight.Status!;
        if (status.Condition == ImapCondition.Bad)
            throw ImapFailure.From(status, "hand out messages");
        var missing = flight.Missing();
        if (missing.Count > 0)
        {
            await open(c).ConfigureAwait(false);
            var present = await Search.RunAsync(connection, flight.Order.Set, flight.Order.Uids.Count, c).ConfigureAwait(false);
            missing.RemoveAll(uid => !present.Contains(uid));
        }
        if (missing.Count > 0 && (!status.IsOk || missing.Count > MaxMissing))
            throw ImapFailure.From(status, "hand out messages");
        foreach (var uid in missing)
            flight.Put(await AloneAsync(flight.Order, uid, c).ConfigureAwait(false));
        flight.IsChecked = true;
    }

    private async Task<Fetched> AloneAsync(FetchOrder order, uint uid, CancellationToken c)
    {
        await open(c).ConfigureAwait(false);
        var alone = new FetchOrder(UidSet.Of(uid), order.What, order.Keep, order.Most);
        var found = new Fetched();
        // What is torn even so is this one message, which must not keep the others from coming in at every attempt.
        var status = await connection.RunAsync(alone.Command, c, Take, order.Keep).ConfigureAwait(false);
        if (!status.IsOk)
            throw ImapFailure.From(status, "hand out messages");
        return found.Uid == uid && (!order.IsOfBodies || found.Content is not null) ? found : new Fetched { Uid = uid, IsUnreadable = true };

        bool Take(ImapResponse response)
        {
            var message = new Fetched();
            if (Fetch.Parse(response, message) != FetchLine.Message || message.Uid != uid)
                return false;
            var isFirst = found.Uid == 0;
            found.Uid = uid;
            found.Add(message);
            return isFirst;
        }
    }
}
