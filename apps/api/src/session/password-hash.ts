import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { AppError } from '@linkflow/platform';

/** Costs 16 MB and about 100 ms per attempt. Stored with each hash, so that it can be raised later. */
const COST = { log2N: 14, r: 8, p: 5 };
const KEY_BYTES = 32;
/** Derivations at a time. Each fills a processor and a thread of libuv's pool, which files and name look-ups need too. */
const MAX_PARALLEL = availableParallelism() > 3 ? 2 : 1;
/** Further attempts are refused at once; the last one waits some seconds. */
const MAX_WAITING = 30;

/** @returns `scrypt$<log2N>$<r>$<p>$<salt>$<key>`, salt and key in base64url */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST);
  return ['scrypt', COST.log2N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join(
    '$',
  );
}

/** Takes the same time without a hash, so that the response time does not reveal which accounts exist. */
export async function passwordFits(password: string, hash: string | undefined): Promise<boolean> {
  // A user without a password has an empty hash.
  const [kind, log2N, r, p, salt, key] = (hash || DUMMY_HASH).split('$');
  if (kind !== 'scrypt' || salt === undefined || key === undefined) return false;
  const expected = Buffer.from(key, 'base64url');
  const cost = { log2N: Number(log2N), r: Number(r), p: Number(p) };
  const given = await derive(password, Buffer.from(salt, 'base64url'), cost);
  return expected.length === given.length && timingSafeEqual(expected, given) && Boolean(hash);
}

const DUMMY_HASH = ['scrypt', COST.log2N, COST.r, COST.p, 'AAAAAAAAAAAAAAAAAAAAAA', 'A'.repeat(43)].join('$');

let running = 0;
const waiting: (() => void)[] = [];

/** Runs at most `MAX_PARALLEL` at a time, the others in the order of their calls. @throws AppError `service.unavailable` */
async function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  if (running < MAX_PARALLEL) running += 1;
  else if (waiting.length >= MAX_WAITING) {
    throw new AppError('service.unavailable', 'Too many people sign in right now. Try again in a moment.');
  } else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await deriveNow(password, salt, cost);
  } finally {
    const next = waiting.shift();
    // The next one takes over the place.
    if (next) next();
    else running -= 1;
  }
}

function deriveNow(password: string, salt: Buffer, { log2N, r, p }: typeof COST): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** log2N, r, p, maxmem: 256 * 2 ** log2N * r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, KEY_BYTES, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
