export { isFieldValue } from './field-value';
export { FieldValueInput } from './field-value-input';
