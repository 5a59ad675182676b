import { registerLanguage, type LookupItem } from '@linkflow/contracts';
import { act, render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { languageOf, setLanguage, textsOf, useRich, useTexts, type Texts } from '.';
import { RefSelect } from '../shared/refs';
import { aProblem, renderParts } from '../testing';
import { splitAtElements } from './texts';

const offerTexts = {
  hello: { en: 'Hello {name}', nb: 'Hei {name}' },
  clicks: {
    en: '{count, plural, one {# click} other {# clicks}}',
    nb: '{count, plural, one {# klikk} other {# klikk}}',
  },
  from: { en: 'click on {link} in {mailing}', nb: 'klikk på {link} i {mailing}' },
  nested: { title: { en: 'Title', nb: 'Tittel' } },
} satisfies Texts;

afterEach(() => act(() => setLanguage('en')));

describe('texts', () => {
  it('selects the first supported language of the browser; all Norwegian is bokmål', () => {
    expect(languageOf(['de-DE', 'nn-NO', 'en'])).toBe('nb');
    expect(languageOf(['en-US', 'nb'])).toBe('en');
    expect(languageOf(['fr'])).toBe('en');
  });

  it('rerenders in another language at once and sets the lang attribute', () => {
    function Page() {
      const t = useTexts(offerTexts);
      return (
        <p>
          {t('nested.title')}: {t('hello', { name: 'Ida' })}
        </p>
      );
    }
    render(<Page />);
    act(() => setLanguage('nb'));
    expect(screen.getByText('Tittel: Hei Ida')).toBeTruthy();
    expect(document.documentElement.lang).toBe('nb');
    act(() => setLanguage('en'));
    expect(screen.getByText('Title: Hello Ida')).toBeTruthy();
  });

  it('stores the language for the next visit on this machine', () => {
    act(() => setLanguage('nb'));
    expect(localStorage.getItem('lf.language')).toBe('nb');
  });

  it('follows a change in another tab', () => {
    act(() => setLanguage('en'));
    localStorage.setItem('lf.language', 'nb');
    act(() => void window.dispatchEvent(new StorageEvent('storage', { key: 'another' })));
    expect(document.documentElement.lang).toBe('en');
    act(() => void window.dispatchEvent(new StorageEvent('storage', { key: 'lf.language' })));
    expect(document.documentElement.lang).toBe('nb');
  });

  it('selects plural forms by the count and formats it', () => {
    const t = textsOf(offerTexts);
    expect(t('clicks', { count: 1 })).toBe('1 click');
    expect(t('clicks', { count: 1300 })).toBe('1,300 clicks');
  });

  it('inserts elements into sentences and never parses names as markup', () => {
    function Line() {
      const rich = useRich(offerTexts);
      return (
        <p>{rich('from', { link: <a href="/x">{'<b>Ja</b> {name}'}</a>, mailing: '{x} <i>Vår</i>' })}</p>
      );
    }
    const { container } = render(<Line />);
    expect(container.textContent).toBe('click on <b>Ja</b> {name} in {x} <i>Vår</i>');
    expect(container.querySelector('b, i')).toBeNull();
    expect(splitAtElements('plain')).toEqual(['plain']);
  });
});

describe('a further language', () => {
  it('shows its translations, and English where the catalogue has none', async () => {
    const { language, unregister } = registerLanguage('qps', {
      locale: 'en-GB',
      name: 'Pseudo',
      catalogue: { 'Nothing matches': '[Ñôţĥîñĝ ɱåţçĥéš]', 'Hello {name}': '[Ĥéļļô {name}]' },
    });
    act(() => setLanguage(language));
    expect(textsOf(offerTexts)('hello', { name: 'Ida' })).toBe('[Ĥéļļô Ida]');
    expect(textsOf(offerTexts)('clicks', { count: 2 })).toBe('2 clicks');

    let found: LookupItem[] | Response = [];
    const { user } = renderParts(
      <RefSelect kind="company" label="Company" value={null} onChange={() => {}} />,
      () => found,
    );
    const box = screen.getByRole('combobox', { name: 'Company' });
    await user.click(box);
    expect(await screen.findByText('[Ñôţĥîñĝ ɱåţçĥéš]')).toBeTruthy();
    found = aProblem(503, 'service.unavailable');
    await user.type(box, 'x');
    await waitFor(() =>
      expect(screen.getByText(/The server cannot reach its database right now/)).toBeTruthy(),
    );
    expect(document.documentElement.lang).toBe('qps');
    unregister();
  });
});
