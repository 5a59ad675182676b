import { act, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { setLanguage, setTimeZone } from '../../../i18n';
import { renderParts } from '../../../testing';
import { StepOutput } from './step-output';

const text = (en: string, nb: string) => ({ en, nb });
const before = text('Value before', 'Verdien før');

beforeEach(() => setTimeZone('Europe/Oslo'));

describe('the output of a step', () => {
  it.each([
    [{ type: 'number', format: 'time' }, 870, '14:30'],
    [{ type: 'number', format: 'timespan' }, 90, '1 t 30 min'],
    [{ type: 'date', format: 'date-time' }, '2026-11-27T23:30:00.000Z', '28. november 2026 kl. 00:30'],
    [{ type: 'boolean' }, true, 'Ja'],
    [{ type: 'text' }, null, 'tom'],
  ] as const)('of %o shows the stored value %j as %j', (as, previous, expected) => {
    act(() => setLanguage('nb'));
    const { container } = renderedOutput({ previous }, [{ name: 'previous', label: before, ...as }]);
    expect(container.textContent).toBe(`Verdien før${expected}`);
  });

  it('shows no ids, and no values that the step does not declare', () => {
    const id = '66b0000000000000000000e1';
    const { container } = renderedOutput({ ownerId: id, other: id, secret: 1 }, [
      { name: 'ownerId', type: 'text', label: before },
      { name: 'other', type: 'text', label: before },
    ]);
    expect(container.textContent).toBe('');
  });

  it.each([
    [true, ''],
    [false, 'UtførtNei'],
  ])('says only of a step that was not carried out whether it was (%j)', (applied, expected) => {
    act(() => setLanguage('nb'));
    const label = text('Carried out', 'Utført');
    const { container } = renderedOutput({ applied }, [{ name: 'applied', type: 'boolean', label }]);
    expect(container.textContent).toBe(expected);
  });
});

function renderedOutput(
  ...[output, declared]: [Record<string, unknown>, Parameters<typeof StepOutput>[0]['declared']]
) {
  renderParts(
    <div data-testid="output">
      <StepOutput output={output} declared={declared} />
    </div>,
  );
  return { container: screen.getByTestId('output') };
}
