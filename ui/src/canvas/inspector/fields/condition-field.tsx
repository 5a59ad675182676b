import { Input } from '@mantine/core';
import { Condition } from '@linkflow/contracts';
import { ConditionEditor } from '../condition/condition-editor';
import type { FieldProps } from './field-props';

export function ConditionField({ value, onChange, label, help, error, disabled, nodeId, field }: FieldProps) {
  return (
    <Input.Wrapper label={label} description={help} error={error} labelElement="div">
      <div style={{ marginTop: 6 }} data-field={field.name}>
        <ConditionEditor
          nodeId={nodeId}
          value={Condition.safeParse(value).data}
          onChange={onChange}
          disabled={disabled}
        />
      </div>
    </Input.Wrapper>
  );
}
