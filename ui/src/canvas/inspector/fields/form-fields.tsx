import { labelOfBlock, ROUTES, type FormBlock } from '@linkflow/contracts';
import { MultiSelect } from '@mantine/core';
import { useRoute } from '../../../api/use-route';
import { type FieldProps, inputProps } from './field';

/** The questions of a form that are bound to the contact card: those whose answers are filled in for the recipient. */
export function FormFieldsField(props: FieldProps) {
  const { field, value, values, onChange } = props;
  const formId = values[field.hint.follows ?? ''];
  const form = useRoute(ROUTES.forms.get, {
    params: { id: typeof formId === 'string' ? formId : '' },
    enabled: typeof formId === 'string' && formId !== '',
  }).data;
  const chosen = Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
  const bound = (form?.content.blocks ?? []).filter(isBound);
  const offered = bound.map((block) => ({ value: block.name, label: labelOfBlock(block) }));
  // A question that was removed from the form is still shown, so that it can be taken out.
  const missing = chosen.filter((name) => !offered.some((one) => one.value === name));
  return (
    <MultiSelect
      {...inputProps(props)}
      data={[...offered, ...missing.map((name) => ({ value: name, label: name }))]}
      value={chosen}
      disabled={props.disabled || offered.length + missing.length === 0}
      onChange={(next) => onChange(next)}
    />
  );
}

const isBound = (block: FormBlock): boolean => 'bind' in block && block.bind !== null;
