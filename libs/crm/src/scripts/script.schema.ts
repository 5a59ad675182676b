import { namedSchema, type NamedDoc } from '../lists/named.schema';
import { COLLECTIONS } from '../model-names';

export interface ScriptDoc extends NamedDoc {
  description: string;
  source: string;
}
export const scriptSchema = namedSchema<ScriptDoc>(COLLECTIONS.script, {
  description: { type: String, default: '' },
  source: { type: String, default: '' },
});
