using System.Diagnostics;
using System.Globalization;
using System.Text;
using MailNode.Transport;

namespace MailNode.Benchmarks;

/// <summary>
/// Sending over one connection to a Postfix on loopback, against a bare socket that says the same, and beside other clients. By the
/// clock, since all of them wait for the server, in turns.
/// </summary>
internal static class SmtpBenchmark
{
    private const int Mails = 1_000, Few = 100, Size = 4_096, Rounds = 3;

    private const string Python = """
        import sys, time, smtplib
        port, count = int(sys.argv[1]), int(sys.argv[2])
        mail = sys.stdin.buffer.read()
        began = time.monotonic()
        with smtplib.SMTP('127.0.0.1', port) as smtp:
            for i in range(count): smtp.sendmail('ana@example.test', ['ben@example.test'], mail)
        print(time.monotonic() - began)
        """;

    private const string Node = """
        const mailer = require('nodemailer'), fs = require('fs');
        const [port, count] = process.argv.slice(1).map(Number), raw = fs.readFileSync(0);
        const way = mailer.createTransport({ host: '127.0.0.1', port, pool: true, maxConnections: 1, maxMessages: Infinity, ignoreTLS: true });
        (async () => {
          const began = process.hrtime.bigint();
          for (let i = 0; i < count; i++) await way.sendMail({ envelope: { from: 'ana@example.test', to: ['ben@example.test'] }, raw });
          console.log(Number(process.hrtime.bigint() - began) / 1e9);
          way.close();
        })();
        """;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var (server, reason) = await PostfixServer.StartAsync();
        if (server is null) return [new Row("send by SMTP", 0, $"not run: {reason}", 1)];
        await using (server)
        {
            var mail = Encoding.ASCII.GetBytes("From: ana@example.test\r\nTo: ben@example.test\r\nSubject: bench\r\n\r\n"
                + string.Concat(Enumerable.Repeat(new string('x', 74) + "\r\n", Size / 76)));
            var (ours, data, allocated) = (new List<double>(), new List<double>(), 0L);
            for (var round = -1; round < Rounds; round++)              // the first warms up
            {
                var times = (await TimeAsync(server, () => Task.Run(() => RawSmtp.Data(server.Port, mail, Mails))),
                    await TimeAsync(server, async () => allocated = await SendAsync(server.Port, mail)));
                if (round < 0) continue;
                data.Add(times.Item1);
                ours.Add(times.Item2);
            }
            var bdat = await TimeAsync(server, () => Task.Run(() => RawSmtp.Bdat(server.Port, mail, Few)));   // so slow that few are enough
            var (what, each) = ($"send {Mails:N0} mails of {mail.Length:N0} bytes on one connection", Mails / Lane.Median(ours));
            List<Row> rows =
            [
                new(what, each, "raw pipelined socket, DATA", Mails / Lane.Median(data), Must: "0.95", Allocated: allocated),
                new("the same", each, "raw pipelined socket, BDAT", Few / bdat),
            ];
            if (await PeerAsync("python3", ["-c", Python], server.Port, mail, Mails, null) is { } python) rows.Add(new("the same", each, "Python's smtplib", Mails / python));
            await server.DrainAsync();
            if (await NodemailerAsync(server.Port, mail) is { } node) rows.Add(new("the same", each, "nodemailer", Few / node));
            return rows;
        }
    }

    /// <summary>Gives what one mail allocates.</summary>
    private static async Task<long> SendAsync(int port, byte[] mail)
    {
        var server = new MailServer { Host = "127.0.0.1", Port = port, Tls = TlsMode.None, User = "", Password = _ => default };
        await using var smtp = await SmtpConnection.ConnectAsync(server, TimeProvider.System, default);
        var before = GC.GetTotalAllocatedBytes();
        for (var i = 0; i < Mails; i++)
            if (!(await smtp.SendAsync("ana@example.test", ["ben@example.test"], mail, default))[0].Accepted) throw new InvalidOperationException("A mail was refused.");
        return (GC.GetTotalAllocatedBytes() - before) / Mails;
    }

    private static async Task<double> TimeAsync(PostfixServer server, Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await server.DrainAsync();
        return seconds;
    }

    private static async Task<double?> NodemailerAsync(int port, byte[] mail)
    {
        var folder = Directory.CreateTempSubdirectory("mb-npm-");
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--silent", "--no-save", "--prefix", folder.FullName, "nodemailer@6"]))!;
            await npm.WaitForExitAsync();
            return npm.ExitCode == 0 ? await PeerAsync("node", ["-e", Node], port, mail, Few, Path.Combine(folder.FullName, "node_modules")) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;                                               // no npm here: its line is left out
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Seconds, as the peer has measured them; null where it cannot run.</summary>
    private static async Task<double?> PeerAsync(string program, string[] arguments, int port, byte[] mail, int count, string? modules)
    {
        try
        {
            var start = new ProcessStartInfo(program, [.. arguments, port.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true,
            };
            if (modules is not null) start.Environment["NODE_PATH"] = modules;
            using var peer = Process.Start(start)!;
            await peer.StandardInput.BaseStream.WriteAsync(mail);
            peer.StandardInput.Close();
            return double.Parse(await peer.StandardOutput.ReadToEndAsync(), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or FormatException)
        {
            return null;
        }
    }
}
