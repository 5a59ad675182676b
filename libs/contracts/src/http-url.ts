import { z } from 'zod';
import { ADDRESS_PROBLEMS, addressProblem, mendAddress } from './addresses';

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
