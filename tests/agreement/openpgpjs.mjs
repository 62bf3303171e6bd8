// OpenPGP.js, asked in the words of sop. The package lies in the folder that MAILNODE_NPM names.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = join(process.env.MAILNODE_NPM, 'node_modules', 'openpgp');
const pgp = await import(pathToFileURL(join(folder, 'dist', 'node', 'openpgp.min.mjs')));

const verb = process.argv[2];
const options = {}, files = [];
for (const argument of process.argv.slice(3)) {
    const [, name, value] = /^--([^=]+)=?(.*)$/s.exec(argument) ?? [];
    if (name) options[name] = value;
    else files.push(argument);
}

// Kinds of key, and of message: `+ocb` and the like stand for SEIPD version 2, `+argon2` for how a passphrase is stretched.
const [kind, variation] = (options.profile ?? '').split('+');
const aead = variation === 'argon2' ? undefined : variation;
const config = {
    v6Keys: kind === 'rfc9580v6', aeadProtect: !!variation, ...(aead && { preferredAEADAlgorithm: pgp.enums.aead[aead] }),
    ...(variation === 'argon2' && { s2kType: pgp.enums.s2k.argon2 }),
};
const kinds = {
    cv25519: { type: 'ecc', curve: 'curve25519Legacy' }, rfc9580v4: { type: 'curve25519' }, rfc9580v6: { type: 'curve25519' },
    rsa3072: { type: 'rsa', rsaBits: 3072 },
    nistp256: { type: 'ecc', curve: 'nistP256' }, nistp384: { type: 'ecc', curve: 'nistP384' }, nistp521: { type: 'ecc', curve: 'nistP521' },
};

function fail(code, why) {
    if (why) console.error(why);
    process.exit(code);
}

const input = () => readFileSync(0);
const password = name => options[name] && readFileSync(options[name], 'utf8').trimEnd();
const content = async () => pgp.createMessage(options.as === 'text' ? { text: input().toString() } : { binary: new Uint8Array(input()) });
const certificate = async file => pgp.readKey({ armoredKey: await armored(file) });
const armored = async file => {
    const bytes = readFileSync(file);
    return (bytes[0] & 0x80) === 0 ? bytes.toString()
        : pgp.armor(pgp.enums.armor.publicKey, new Uint8Array(bytes), undefined, undefined, undefined, true);
};

async function key(file) {
    const read = await pgp.readPrivateKey({ armoredKey: await armored(file) });
    const passphrase = password('with-key-password');
    return read.isDecrypted() ? read : pgp.decryptKey({ privateKey: read, passphrase });
}

async function generate() {
    const type = kinds[kind === 'expired' || kind === 'revoked' ? 'cv25519' : kind] ?? fail(89);
    const expired = kind === 'expired' ? { date: new Date('2020-01-01'), keyExpirationTime: 365 * 86400 } : {};
    const [, name, email] = /^(.*) <(.*)>$/.exec(files[0]);
    const { privateKey } = await pgp.generateKey({
        ...type, ...expired, userIDs: { name, email }, passphrase: password('with-key-password'), format: 'object', config,
    });
    const made = kind === 'revoked' ? (await pgp.revokeKey({ key: privateKey, format: 'object' })).privateKey : privateKey;
    return made.armor();
}

async function encrypt() {
    const passwords = password('with-password');
    if (passwords) return pgp.encrypt({ message: await content(), passwords, config });
    // With a session key of ours it does not ask whether the reader announces version 2.
    const sessionKey = aead && { data: crypto.getRandomValues(new Uint8Array(32)), algorithm: 'aes256', aeadAlgorithm: aead };
    return pgp.encrypt({
        message: await content(), encryptionKeys: await certificate(files[0]), sessionKey,
        signingKeys: options['sign-with'] && await key(options['sign-with']),
    });
}

async function decrypt() {
    const passphrase = password('with-password');
    const opened = await pgp.decrypt({
        message: await pgp.readMessage({ armoredMessage: input().toString() }), format: 'binary',
        ...(passphrase ? { passwords: passphrase } : { decryptionKeys: await key(files[0]), verificationKeys: await certificate(options['verify-with']) }),
    });
    if (!passphrase) writeFileSync(options['verifications-out'], await verifications(opened.signatures, await certificate(options['verify-with'])));
    return opened.data;
}

async function verify() {
    const signer = await certificate(files[1]);
    const { signatures } = await pgp.verify({
        message: await content(), signature: await pgp.readSignature({ armoredSignature: readFileSync(files[0], 'utf8') }), verificationKeys: signer,
    });
    return await verifications(signatures, signer) || fail(3);
}

// A line for each good signature; `verified` fails for the others.
async function verifications(signatures, signer) {
    let lines = '';
    for (const { keyID, verified, signature } of signatures) {
        try {
            await verified;
            const { packets: [{ created }] } = await signature;
            lines += `${created.toISOString().replace(/\.\d+/, '')} ${keyID.toHex().toUpperCase()} ${signer.getFingerprint().toUpperCase()}\n`;
        } catch (e) {
            console.error(e.message);
        }
    }
    return lines;
}

const verbs = {
    version: () => `OpenPGP.js ${JSON.parse(readFileSync(join(folder, 'package.json'))).version}\n`,
    'generate-key': generate,
    'extract-cert': async () => (await pgp.readPrivateKey({ armoredKey: input().toString() })).toPublic().armor(),
    sign: async () => pgp.sign({ message: await content(), signingKeys: await key(files[0]), detached: true }),
    verify, encrypt, decrypt,
};

if (!verbs[verb]) fail(69);
try {
    process.stdout.write(await verbs[verb]());
} catch (e) {
    fail(1, e.message);
}
