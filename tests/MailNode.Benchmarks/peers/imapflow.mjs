// Fetches an inbox with imapflow. Arguments: port, user, password, how many mails there are. Prints the median of three, in milliseconds.
import { ImapFlow } from 'imapflow';

const [port, user, pass, count] = process.argv.slice(2);
const client = new ImapFlow({ host: '127.0.0.1', port: Number(port), secure: false, doSTARTTLS: false, auth: { user, pass }, logger: false, disableCompression: true });
await client.connect();
await client.mailboxOpen('INBOX', { readOnly: true });
const times = [];
for (let round = -1; round < 3; round++) {
    const began = performance.now();
    let found = 0;
    for await (const mail of client.fetch('1:*', { uid: true, flags: true, internalDate: true, source: true })) found += mail.source.length > 0;
    if (found !== Number(count)) throw new Error(`${found} mails came`);
    if (round >= 0) times.push(performance.now() - began);
}
await client.logout();
console.log(times.sort((one, other) => one - other)[1]);
