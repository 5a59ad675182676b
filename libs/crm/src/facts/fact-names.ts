/** Matches the fact of an extra field. Fact names come from workflows, so only a valid field key may be used in a MongoDB projection. */
const FIELD = /^contact\.fields\.(x_[a-z0-9_]{1,60})$/;

/** The key of the extra field that a fact is about; undefined for other facts. */
export const fieldKeyOf = (name: string): string | undefined => FIELD.exec(name)?.[1];
