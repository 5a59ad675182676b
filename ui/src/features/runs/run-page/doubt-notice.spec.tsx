import type { RunDetail, RunHold } from '@linkflow/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderParts, type Api } from '../../../testing';
import { DoubtNotice } from './doubt-notice';

const hold: RunHold = {
  nodeId: 'call',
  type: 'create-follow-up',
  reason: {
    code: 'click.unsure',
    message: { en: 'It is not clear whether a person clicked', nb: 'Det er usikkert' },
  },
  until: '2027-03-14T08:30:00Z',
};
const heldRun = (release: boolean) =>
  ({
    id: 'r1',
    status: 'held',
    sentences: { call: { en: 'Call Kari', nb: 'Ring Kari' } },
    can: { retry: false, cancel: true, resolve: false, rerun: false, release },
  }) as unknown as RunDetail; // the notice uses only these fields

const api: Api = ({ path }) => (path.startsWith('/api/runs/') ? { id: 'r1' } : []);
const show = (release = true) => renderParts(<DoubtNotice run={heldRun(release)} hold={hold} />, api);

describe('a run that is held because a machine may have clicked', () => {
  it('says which step waits, and until when', async () => {
    show();
    const notice = await screen.findByRole('alert');
    expect(notice.textContent).toContain('It is not clear whether a person clicked.');
    expect(notice.textContent).toMatch(/“Call Kari” is held until 14 Mar 2027, .+ at the latest\./);
  });

  it('is no reason for doubt while its click settles', async () => {
    renderParts(<DoubtNotice run={{ ...heldRun(false), status: 'waiting' }} hold={hold} />, api);
    const notice = await screen.findByRole('alert');
    expect(notice.textContent).toContain('Waits some seconds');
    expect(notice.textContent).toContain('Then “Call Kari” is done.');
  });

  it('is released at once', async () => {
    const { user, sent } = show();
    await user.click(await screen.findByRole('button', { name: 'Release' }));
    await waitFor(() => expect(sent.map(({ path }) => path)).toContain('/api/runs/r1/release'));
  });

  it('is dropped after a question that says what is left out', async () => {
    const { user, sent } = show();
    await user.click(await screen.findByRole('button', { name: 'Drop' }));
    const question = within(await screen.findByRole('dialog', { name: 'Drop what is held?' }));
    expect(question.getByText(/make work for colleagues are left out/)).toBeTruthy();
    await user.click(question.getByRole('button', { name: 'Drop' }));
    await waitFor(() => expect(sent.map(({ path }) => path)).toContain('/api/runs/r1/drop'));
  });

  it('has no buttons once it cannot be decided any more', async () => {
    show(false);
    await screen.findByRole('alert');
    expect(screen.queryByRole('button')).toBeNull();
  });
});
