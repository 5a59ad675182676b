import { act, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ConditionTrace, FactDescriptor } from '@linkflow/contracts';
import { setLanguage } from '../../../i18n';
import { renderParts } from '../../../testing';
import { ConditionWhy } from './condition-why';

const country: FactDescriptor = {
  name: 'contact.country',
  type: 'text',
  group: 'contact',
  label: { en: 'Country', nb: 'Land' },
  was: { en: 'The country was {value}', nb: 'Landet var {value}' },
  options: [
    { value: 'NO', label: { en: 'Norway', nb: 'Norge' } },
    { value: 'FI', label: { en: 'Finland', nb: 'Finland' } },
  ],
};
const size: FactDescriptor = {
  name: 'contact.fields.x_size',
  type: 'number',
  group: 'contact',
  label: { en: 'Shoe size', nb: 'Skostørrelse' },
};

describe('the reason for a branch', () => {
  it.each([
    ['contact.country', 'NO', 'FI', 'Land er Norge Landet var Finland'],
    ['contact.country', 'NO', undefined, 'Land er Norge Land: ukjent'],
    ['contact.country', 'NO', null, 'Land er Norge Land: tom'],
    ['contact.fields.x_size', 42, 43, 'Skostørrelse er 42 Skostørrelse: 43'],
  ])('%s compared with %j says what the value %j was', async (fact, expected, actual, sentence) => {
    act(() => setLanguage('nb'));
    const trace: ConditionTrace = { fact, operator: 'equal', expected, actual, result: false };
    renderParts(<ConditionWhy trace={trace} stepFacts={[size]} />, ({ path }) =>
      path === '/api/facts' ? [country] : undefined,
    );
    const rule = await screen.findByText(new RegExp(sentence.split(' ').slice(0, 3).join(' ')));
    expect(rule.textContent).toBe(sentence);
  });
});
