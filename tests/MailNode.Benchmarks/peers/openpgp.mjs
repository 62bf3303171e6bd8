// Seals and opens with openpgp.js. Arguments: the folder with keys and messages, milliseconds for each kind of work. Prints how often in a second, as JSON.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as openpgp from 'openpgp';

const [folder, time] = process.argv.slice(2);
const read = name => readFileSync(join(folder, name));
const ana = await openpgp.readPrivateKey({ armoredKey: read('ana.asc').toString() });
const ben = await openpgp.readPrivateKey({ armoredKey: read('ben.asc').toString() });
const readers = await Promise.all(readdirSync(join(folder, 'readers')).map(name => openpgp.readKey({ armoredKey: read(join('readers', name)).toString() })));
const text = read('letter');
const config = { preferredCompressionAlgorithm: openpgp.enums.compression.uncompressed };

const seal = async keys => openpgp.encrypt({ message: await openpgp.createMessage({ binary: text }), encryptionKeys: keys, signingKeys: ana, config });

async function open(name) {
    const message = await openpgp.readMessage({ armoredMessage: read(name).toString() });
    const opened = await openpgp.decrypt({ message, decryptionKeys: ben, verificationKeys: ana.toPublic(), format: 'binary' });
    await opened.signatures[0].verified;
}

async function rate(work) {
    await work();
    const began = performance.now();
    let done = 0;
    while (performance.now() - began < Number(time)) {
        await work();
        done++;
    }
    return done / ((performance.now() - began) / 1000);
}

console.log(JSON.stringify([await rate(() => seal([ben.toPublic()])), await rate(() => seal(readers)), await rate(() => open('letter.asc')), await rate(() => open('photo.asc'))]));
