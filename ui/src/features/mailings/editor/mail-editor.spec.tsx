import type { BlockDocument } from '@linkflow/contracts';
import { screen, waitFor } from '@testing-library/react';
import { useCallback, useRef, useState } from 'react';
import { expect, it } from 'vitest';
import { renderParts } from '../../../testing';
import type { Place } from '../jump';
import { aMailing, aMessage } from '../testing';
import { MailEditor } from './mail-editor';
import { aDocument, aHeading } from './model/testing';
import type { MailEditorStore } from './store/mail-editor-store';

/** The page of a mailing, whose tabs are not mounted while another one is shown. */
function Page({ jump = null }: { jump?: Place | null }) {
  const editor = useRef<MailEditorStore>(null);
  const [blocks, setBlocks] = useState<BlockDocument>(() =>
    aDocument(aHeading('a', 'One'), aHeading('b', 'Two')),
  );
  const [tab, setTab] = useState('content');
  const edit = useCallback((change: { blocks?: BlockDocument | null }) => {
    if (change.blocks) setBlocks(change.blocks);
  }, []);
  const replace = () => setBlocks((now) => ({ ...now, blocks: now.blocks.slice(0, 1) }));
  return (
    <>
      <button onClick={() => setTab(tab === 'content' ? 'links' : 'content')}>Other tab</button>
      <button onClick={replace}>Replace</button>
      {tab === 'content' && (
        <MailEditor
          mailing={aMailing({ blocks })}
          message={aMessage({ blocks, edit, dirty: true })}
          blocks={blocks}
          jump={jump}
          kept={editor}
        />
      )}
    </>
  );
}

const names = () =>
  [...document.querySelectorAll('[data-block-id]')].map((block) => block.getAttribute('aria-label'));
const isDisabled = (name: string) => screen.getByRole('button', { name }).getAttribute('aria-disabled');

it('can undo what was done before another tab of the mailing was opened', async () => {
  const { user } = renderParts(<Page />);
  const otherTab = screen.getByRole('button', { name: 'Other tab' });
  await user.click(screen.getByRole('listitem', { name: 'Heading: Two' }));
  await user.keyboard('{Delete}');
  expect(names()).toEqual(['Heading: One']);
  await user.click(otherTab);
  expect(names()).toEqual([]);
  await user.click(otherTab);
  await user.click(screen.getByRole('button', { name: 'Undo' }));
  expect(names()).toEqual(['Heading: One', 'Heading: Two']);
});

it('cannot undo what was done before the message was replaced meanwhile', async () => {
  const { user } = renderParts(<Page />);
  const otherTab = screen.getByRole('button', { name: 'Other tab' });
  await user.click(screen.getByRole('listitem', { name: 'Heading: Two' }));
  await user.keyboard('{Control>}d{/Control}');
  expect(isDisabled('Undo')).toBe('false');
  await user.click(otherTab);
  await user.click(screen.getByRole('button', { name: 'Replace' }));
  await user.click(otherTab);
  expect(names()).toEqual(['Heading: One']);
  expect(isDisabled('Undo')).toBe('true');
});

it('offers the block that a jump misses, to be added after the block of the jump', async () => {
  const { user } = renderParts(<Page jump={{ block: 'a', add: 'footer' }} />);
  const offered = screen.getByRole('button', { name: 'Add Footer' });
  await waitFor(() => expect(document.activeElement).toBe(offered));
  await user.keyboard('{Enter}');
  expect(names().map((name) => name?.split(':')[0])).toEqual(['Heading', 'Footer', 'Heading']);
});

it('says what was deleted, undone and redone, and gives the focus to the block that comes back', async () => {
  const { user } = renderParts(<Page />);
  const said = () => screen.getByTestId('announcements').textContent;
  await user.click(screen.getByRole('listitem', { name: 'Heading: Two' }));
  await user.keyboard('{Delete}');
  expect(said()).toBe('“Heading” deleted');
  await user.keyboard('{Control>}z{/Control}');
  expect(said()).toBe('Undone: “Heading” deleted');
  await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Heading: Two'));
  await user.keyboard('{Control>}y{/Control}');
  expect(said()).toBe('Redone: “Heading” deleted');
  await user.keyboard('{Control>}z{/Control}');
  await waitFor(() => expect(names()).toEqual(['Heading: One', 'Heading: Two']));
  await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Heading: Two'));
  await user.keyboard('{Alt>}{ArrowUp}{/Alt}');
  expect(said()).toMatch(/^“Heading” moved to place [12] of 2$/);
});
