import { z } from 'zod';
import { ADDRESS_PROBLEMS, addressProblem, mendAddress } from './addresses';
import { cleanLine } from './clean-line';

/** One line of text, cleaned by `cleanLine`. May be empty. Every field that people see as a name, a title or a subject uses it. */
export const Line = z.string().overwrite(cleanLine);

// eslint-disable-next-line no-control-regex
const HEADER_CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/** Whether the text has no line breaks, NUL or other control characters, and no lone surrogates. A tab is allowed. */
export const isHeaderSafe = (text: string): boolean => !HEADER_CONTROL.test(text) && text.isWellFormed();

/** Text for a header of a message. Characters that could end the header are refused, and not removed: nobody types them. */
export const HeaderText = z.string().refine(isHeaderSafe, {
  error: 'Line breaks and control characters are not allowed here',
});

/** A name given by a person: 1 to 200 characters; see `cleanLine`. */
export const Name = Line.min(1).max(200);

/** Letters, digits and marks of all scripts in the name of a host, so that `post@blåbær.no` is valid. */
const HOST_LABEL = '[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?';
const EMAIL = new RegExp(
  `^(?!\\.)(?!.*\\.\\.)[\\p{L}\\p{M}\\p{N}.!#$%&'*+/=?^_\`{|}~-]{1,64}(?<!\\.)@(?:${HOST_LABEL}\\.)+(?=.*\\p{L})${HOST_LABEL}$`,
  'u',
);

const CleanAddress = z.email({ pattern: EMAIL }).max(200);

/** An e-mail address. Letters beyond ASCII are valid in both parts (RFC 6531, IDNA). */
export const EmailAddress = z.preprocess(
  (value) => (typeof value === 'string' ? cleanLine(value) : value),
  CleanAddress,
);

/** A sender, or an address for answers. */
export const Mailbox = z.object({
  name: HeaderText.overwrite(cleanLine).max(100),
  address: HeaderText.overwrite(cleanLine).pipe(CleanAddress),
});
export type Mailbox = z.infer<typeof Mailbox>;

/** Longest address that is stored. */
const MAX_ADDRESS = 4_000;

/** An http(s) address as a person writes it, corrected by `mendAddress`. No `javascript:` or other schemes. */
export const HttpUrl = z
  .string()
  .max(MAX_ADDRESS)
  .transform(mendAddress)
  .superRefine((address, context) => {
    const problem = address.length > MAX_ADDRESS ? 'url.host' : addressProblem(address);
    if (problem)
      context.addIssue({ code: 'custom', message: ADDRESS_PROBLEMS[problem].en, params: { code: problem } });
  });
