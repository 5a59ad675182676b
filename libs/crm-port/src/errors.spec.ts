import { describe, expect, it } from 'vitest';
import { FIELD_LIMITS } from '@linkflow/contracts';
import { CRM_REASONS, CrmError, crmErrorText } from './errors';

describe('the text of a CRM error', () => {
  it('contains its parameters in every language', () => {
    expect(crmErrorText(new CrmError('field.wrong-value', { name: 'Satisfied', type: 'boolean' }))).toEqual({
      en: '“Satisfied” takes yes or no',
      nb: '«Satisfied» tar ja eller nei',
    });
    const tooLong = new CrmError('meeting.too-long', { owner: 'Kari Hansen', minutes: 615 });
    expect(crmErrorText(tooLong).en).toBe(
      'A meeting of 10 hours and 15 minutes does not fit into the working day of Kari Hansen',
    );
  });

  it('repeats the limits of field values', () => {
    const limit = (type: keyof typeof FIELD_LIMITS) =>
      crmErrorText(new CrmError('field.wrong-value', { name: 'x', type })).en.replace(/\D/g, '');
    expect(limit('text')).toBe(String(FIELD_LIMITS.text));
    expect(limit('long-text')).toBe(String(FIELD_LIMITS['long-text']));
  });

  it('exists for every code', () => {
    expect(Object.keys(CRM_REASONS.texts)).toContain('contact.missing');
    for (const text of Object.values(CRM_REASONS.texts)) expect(text.en && text.nb).toBeTruthy();
  });
});
