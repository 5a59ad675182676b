import { namedSchema, type NamedDoc } from '../lists/named.schema';
import { COLLECTIONS } from '../model-names';

export type InterestDoc = NamedDoc;
export const interestSchema = namedSchema<InterestDoc>(COLLECTIONS.interest);
