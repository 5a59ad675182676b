import { Language } from '@linkflow/contracts';
import { z } from 'zod';

/** Language and time zone of the organisation: of the texts that it writes, and of its calendar days. */
export const OrganisationConfig = z.object({
  ORGANISATION_LANGUAGE: Language.default('nb'),
  ORGANISATION_TIME_ZONE: z.string().default('Europe/Oslo'),
});
