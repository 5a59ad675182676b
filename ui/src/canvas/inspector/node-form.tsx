import { Stack, Text } from '@mantine/core';
import { type ComponentType, memo, type RefObject, useCallback, useEffect, useRef } from 'react';
import type { Widget, WorkflowProblem } from '@linkflow/contracts';
import { useText, useTexts } from '../../i18n';
import { useErrorOnLeave } from '../../shared/use-error-on-leave';
import { type FormField, formFields, setParam, visibleFields } from '../model/form-model';
import { memoize, problemsOf, worstOf } from '../model/nodes';
import {
  descriptorById,
  nodeById,
  useCanvas,
  useCanvasStore,
  useDescriptor,
  useNode,
} from '../store/use-canvas';
import { inspectorTexts } from '../texts/inspector';
import type { FieldProps } from './fields/field';
import { CasesField, ConditionField, SharesField } from './fields/list-fields';
import { FormFieldsField } from './fields/form-fields';
import { OwnerField, RefField, ValueField } from './fields/ref-fields';
import { ScriptValuesField } from './fields/script-values';
import { ChoiceField, NumberField, SwitchField } from './fields/simple-fields';
import { RichTextField, TextareaField, TextField, UrlField } from './fields/text-fields';
import { DurationField, TimeField, WeekdaysField } from './fields/time-fields';
import { AnswerFieldsField, HeadersField, JsonField } from './fields/webhook-fields';

/** The component for each widget that the API can request. A widget without a component is a compile error. */
const WIDGETS: Record<Widget, ComponentType<FieldProps>> = {
  text: TextField,
  textarea: TextareaField,
  'rich-text': RichTextField,
  url: UrlField,
  number: NumberField,
  duration: DurationField,
  choice: ChoiceField,
  switch: SwitchField,
  ref: RefField,
  'field-value': ValueField,
  condition: ConditionField,
  cases: CasesField,
  shares: SharesField,
  weekdays: WeekdaysField,
  time: TimeField,
  owner: OwnerField,
  json: JsonField,
  headers: HeadersField,
  'answer-fields': AnswerFieldsField,
  'form-fields': FormFieldsField,
  'script-values': ScriptValuesField,
};

const fieldsOf = memoize(formFields);

/** The form of a node, generated from the JSON Schema of its parameters. */
export function NodeForm({ id }: { id: string }) {
  const t = useTexts(inspectorTexts);
  const node = useNode(id);
  const descriptor = useDescriptor(id);
  const problems = useCanvas((state) => problemsOf(state.problems, id));
  const readOnly = useCanvas((state) => state.readOnly);
  const isNew = useCanvas((state) => state.newNode === id);
  const store = useCanvasStore();

  const change = useCallback(
    (name: string, value: unknown) => {
      const state = store.getState();
      const node = nodeById(state, id);
      const descriptor = descriptorById(state, id);
      if (!node || !descriptor) return;
      const params = setParam(fieldsOf(descriptor.params), node.params, name, value);
      state.edit({ op: 'set-params', nodeId: id, params }, { mergeKey: `params:${id}:${name}` });
    },
    [store, id],
  );
  const form = useRef<HTMLDivElement>(null);
  usePendingFocus(id, form);
  if (!node || !descriptor) return null;
  const shown = visibleFields(fieldsOf(descriptor.params), node.params);
  if (shown.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('noFields')}
      </Text>
    );
  }
  return (
    <Stack gap={16} ref={form}>
      {shown.map((field) => (
        <NodeField
          key={field.name}
          field={field}
          value={node.params[field.name] ?? field.schema.default}
          values={node.params}
          problem={problemOfField(problems, field.name)}
          nodeId={id}
          isNew={isNew}
          disabled={readOnly}
          onChange={change}
        />
      ))}
    </Stack>
  );
}

/** Moves the focus to the field of `pendingFocus` if it belongs to this node. */
export function usePendingFocus(nodeId: string, form: RefObject<HTMLDivElement | null>): void {
  const store = useCanvasStore();
  const path = useCanvas(({ pendingFocus }) =>
    pendingFocus?.nodeId === nodeId ? pendingFocus.path : undefined,
  );
  useEffect(() => {
    if (path === undefined) return;
    store.setState({ pendingFocus: null });
    const named = (name = '') =>
      form.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"]`);
    // Some parts of a parameter have an input of their own.
    const field = named(path) ?? named(path.split('.')[0]);
    const inField = (selector: string) =>
      field?.matches(selector) ? field : field?.querySelector<HTMLElement>(selector);
    // Rather the text itself than a button of its toolbar.
    (inField(CONTROLS) ?? inField('button'))?.focus();
    field?.scrollIntoView({ block: 'nearest' });
  }, [path, form, store]);
}

const CONTROLS = 'input:not([type="hidden"]), textarea, select, [contenteditable="true"], [role="textbox"]';

interface NodeFieldProps {
  field: FormField;
  value: unknown;
  values: Record<string, unknown>;
  problem: WorkflowProblem | undefined;
  nodeId: string;
  /** True if the node was just added. */
  isNew: boolean;
  disabled: boolean;
  onChange: (name: string, value: unknown) => void;
}

const NodeField = memo(function NodeField({ field, problem, isNew, onChange, ...rest }: NodeFieldProps) {
  const text = useText();
  const { hint, name } = field;
  const Widget = WIDGETS[hint.widget];
  const change = useCallback((value: unknown) => onChange(name, value), [onChange, name]);
  const { error, handlers } = useErrorOnLeave(problem, { onlyAfterVisit: isNew });
  return (
    <div {...handlers} data-widget={hint.widget}>
      <Widget
        {...rest}
        field={field}
        label={text(hint.label)}
        help={hint.help && text(hint.help)}
        placeholder={hint.placeholder && text(hint.placeholder)}
        error={error && text(error.message)}
        isMissing={error?.code === 'params.missing'}
        onChange={change}
      />
    </div>
  );
});

/** Returns the most severe problem of a field or of a value inside it; undefined if there is none. */
const problemOfField = (problems: readonly WorkflowProblem[], name: string) =>
  worstOf(problems.filter(({ path }) => path === name || path?.startsWith(`${name}.`)));
