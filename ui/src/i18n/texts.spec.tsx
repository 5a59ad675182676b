// @vitest-environment jsdom
import { act, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { defineTexts, languageOf, setLanguage, textsOf, useRich, useTexts } from '.';
import { splitAtGaps } from './use-rich';

const area = defineTexts(
  'spec',
  {
    hello: 'Hello {{name}}',
    clicks_one: '{{count}} click',
    clicks_other: '{{count}} clicks',
    from: 'click on {{link}} in {{mailing}}',
  },
  {
    hello: 'Hei {{name}}',
    clicks_one: '{{count}} klikk',
    clicks_other: '{{count}} klikk',
    from: 'klikk på {{link}} i {{mailing}}',
  },
);

afterEach(() => act(() => setLanguage('en')));

describe('texts', () => {
  it('picks the browser’s first language that we speak; all Norwegian is bokmål', () => {
    expect(languageOf(['de-DE', 'nn-NO', 'en'])).toBe('nb');
    expect(languageOf(['en-US', 'nb'])).toBe('en');
    expect(languageOf(['fr'])).toBe('en');
  });

  it('follows the language at once, and the page says which one it is in', () => {
    function Page() {
      const t = useTexts(area);
      return <p>{t('hello', { name: 'Ida' })}</p>;
    }
    render(<Page />);
    act(() => setLanguage('nb'));
    expect(screen.getByText('Hei Ida')).toBeTruthy();
    expect(document.documentElement.lang).toBe('nb');
    act(() => setLanguage('en'));
    expect(screen.getByText('Hello Ida')).toBeTruthy();
  });

  it('counts', () => {
    const t = textsOf(area);
    act(() => setLanguage('en'));
    expect(t('clicks', { count: 1 })).toBe('1 click');
    expect(t('clicks', { count: 3 })).toBe('3 clicks');
  });

  it('puts links into sentences and never reads a name as markup', () => {
    function Line() {
      const rich = useRich(area);
      return <p>{rich('from', { link: <a href="/x">{'<b>Ja</b> {{name}}'}</a>, mailing: 'Vår' })}</p>;
    }
    const { container } = render(<Line />);
    expect(container.textContent).toBe('click on <b>Ja</b> {{name}} in Vår');
    expect(container.querySelector('b')).toBeNull();
    expect(splitAtGaps('plain')).toEqual(['plain']);
  });
});
