import { fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { renderParts } from '../testing';
import { WholeTexts } from './whole-text';

const LONG = 'Ja, hold meg informert om nye produkter fra dere';

/** jsdom computes no layout, so the widths of an element that is too narrow for its text are set. */
function cut(element: HTMLElement): HTMLElement {
  Object.defineProperty(element, 'scrollWidth', { value: 400 });
  Object.defineProperty(element, 'clientWidth', { value: 100 });
  return element;
}
const elided = { overflow: 'hidden', textOverflow: 'ellipsis' } as const;
const show = (children: React.ReactNode) =>
  renderParts(
    <>
      <WholeTexts />
      {children}
      <button type="button">Next</button>
    </>,
  );

afterEach(() => vi.restoreAllMocks());

describe('a text that is cut off', () => {
  it('has the whole text as its title while the pointer is over it', () => {
    show(
      <p style={elided} data-testid="name">
        <b>{LONG}</b>
      </p>,
    );
    const name = cut(screen.getByTestId('name'));
    fireEvent.pointerOver(screen.getByText(LONG));
    expect(name.title).toBe(LONG);
    fireEvent.pointerOver(screen.getByRole('button'));
    expect(name.hasAttribute('title')).toBe(false);
  });

  it('is shown in full while its link has the keyboard focus, until Escape', async () => {
    const { user } = show(
      <a href="#there" data-testid="link">
        <span style={elided}>{LONG}</span>
      </a>,
    );
    cut(screen.getByText(LONG));
    await user.tab();
    expect(document.activeElement).toBe(screen.getByTestId('link'));
    expect((await screen.findByRole('tooltip')).textContent).toBe(LONG);
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('tooltip')).toBeNull();
  });

  it('keeps a title that it has already', () => {
    show(
      <p style={elided} title="Own words">
        {LONG}
      </p>,
    );
    fireEvent.pointerOver(cut(screen.getByText(LONG)));
    expect(screen.getByText(LONG).title).toBe('Own words');
  });
});

describe('a text that fits', () => {
  it('gets no title and no tooltip', async () => {
    const { user } = show(
      <a href="#there" style={elided}>
        {LONG}
      </a>,
    );
    const link = screen.getByRole('link');
    fireEvent.pointerOver(link);
    await user.tab();
    expect(document.activeElement).toBe(link);
    expect(link.hasAttribute('title')).toBe(false);
    expect(screen.queryByRole('tooltip')).toBeNull();
  });
});

describe('a field', () => {
  it('shows a value that is too long for it as its title, but never a password', () => {
    show(
      <>
        <input aria-label="Name" style={elided} defaultValue={LONG} />
        <input aria-label="Secret" type="password" style={elided} defaultValue={LONG} />
      </>,
    );
    const name = cut(screen.getByLabelText('Name'));
    fireEvent.pointerOver(name);
    expect(name.title).toBe(LONG);
    const secret = cut(screen.getByLabelText('Secret'));
    fireEvent.pointerOver(secret);
    expect(secret.title).not.toContain(LONG);
  });
});
