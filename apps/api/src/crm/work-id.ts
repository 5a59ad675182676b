import { z } from 'zod';

/** Id of a follow-up or a request: the key of the step that made it, or an id of its own. */
export const WorkId = z.string().regex(/^[0-9a-f]{24}(:[A-Za-z0-9_-]{1,40})?$/);
