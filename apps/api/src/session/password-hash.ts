import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { AppError } from '@linkflow/platform';

/** Cost of scrypt: 16 MB and about 100 ms per hash. Stored with each hash, so that it can be raised later. */
const COST = { log2N: 14, r: 8, p: 5 };
const KEY_BYTES = 32;
/** Maximum number of concurrent derivations. Each occupies a CPU core and a thread of libuv's pool, which file access and DNS need too. */
const MAX_PARALLEL = availableParallelism() > 3 ? 2 : 1;
/** Maximum number of waiting derivations; further ones fail at once. The last one in the queue waits some seconds. */
const MAX_WAITING = 30;

/** @returns `scrypt$<log2N>$<r>$<p>$<salt>$<key>`, salt and key in base64url */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST);
  return ['scrypt', COST.log2N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join(
    '$',
  );
}

/** Checks a password. Takes the same time if there is no hash, so that the response time does not reveal which accounts exist. */
export async function passwordFits(password: string, hash: string | undefined): Promise<boolean> {
  // An account without a password has an empty hash.
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

/**
 * Runs at most `MAX_PARALLEL` derivations at a time; the others wait in the order of their calls.
 * @throws AppError `service.unavailable` if `MAX_WAITING` derivations are waiting already
 */
async function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  if (running < MAX_PARALLEL) running += 1;
  else if (waiting.length >= MAX_WAITING) {
    throw new AppError('service.unavailable', 'Too many people sign in right now. Try again in a moment.');
  } else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await deriveNow(password, salt, cost);
  } finally {
    const next = waiting.shift();
    // The next derivation takes over the slot of this one, so `running` does not change.
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
