import { namedSchema, type NamedDoc } from '../lists/named.schema';
import { COLLECTIONS } from '../model-names';

export type ProjectDoc = NamedDoc;
export const projectSchema = namedSchema<ProjectDoc>(COLLECTIONS.project);
