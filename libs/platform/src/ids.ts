import { Types } from 'mongoose';
import type { Id } from '@linkflow/contracts';

/** A new id: 24 hexadecimal characters, ordered by time to the second and unique across processes. */
export const newId = (): Id => new Types.ObjectId().toHexString();
