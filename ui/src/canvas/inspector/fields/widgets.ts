import type { Widget } from '@linkflow/contracts';
import type { ComponentType } from 'react';
import { CasesField } from './cases-field';
import { ConditionField } from './condition-field';
import { DurationField } from './duration-field';
import type { FieldProps } from './field-props';
import { OwnerField } from './owner-field';
import { RefField } from './ref-field';
import { RichTextField } from './rich-text-field';
import { SharesField } from './shares-field';
import { ChoiceField, NumberField, SwitchField } from './simple-fields';
import { TextareaField, TextField, UrlField } from './text-fields';
import { TimeField, WeekdaysField } from './time-fields';
import { ValueField } from './value-field';

/** Who draws which kind of parameter. A widget of contracts without an entry does not compile. */
export const WIDGETS: Record<Widget, ComponentType<FieldProps>> = {
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
};
