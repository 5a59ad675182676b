import type { MailingCheck, MailingDetail, SendingView, UnsubscribedView } from '@linkflow/contracts';
import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeAll, describe, expect, it } from 'vitest';
import { aProblem, renderPage, type SentRequest } from '../../../testing';
import { mailingPageSearch } from '../../search-params';
import { aMailing, aMessage } from '../testing';
import { loadSendTab, SendTab } from './send-tab';
import { aCheck, aDelivery, aSending } from './testing';

const ID = aMailing().id;
const OK = { state: 'ok', text: { en: 'It fits', nb: 'Det stemmer' } };
const DNS = {
  spf: OK,
  dkim: OK,
  dmarc: { state: 'no-answer', text: { en: 'Nobody answered', nb: 'Ingen svarte' } },
};

const LEFT: UnsubscribedView = {
  recipientId: 'd'.repeat(24),
  name: 'Kari',
  email: 'kari@x.no',
  contactId: 'e'.repeat(24),
  at: '2027-03-01T10:00:00.000Z',
  from: 'type',
  source: 'one-click',
};

interface Scene {
  mailing?: Partial<MailingDetail>;
  check?: MailingCheck | Response;
  sending?: SendingView;
  dirty?: boolean;
  deliveries?: ReturnType<typeof aDelivery>[];
  /** Answers requests that change something. */
  onWrite?: (request: SentRequest) => unknown;
}

function open({ mailing, check, sending, dirty = false, deliveries = [], onWrite }: Scene = {}) {
  const detail = aMailing(mailing);
  return renderPage(() => <SendTab mailing={detail} message={aMessage({ dirty })} />, {
    path: '/mailings/$mailingId',
    address: `/mailings/${ID}?tab=send`,
    validateSearch: mailingPageSearch,
    api: (request) => {
      const { path, method } = request;
      if (method !== 'GET') return onWrite?.(request) ?? aSending({ state: 'populating' });
      if (path.endsWith('/sending')) return sending ?? aSending();
      if (path.endsWith('/check')) return check ?? aCheck();
      if (path.endsWith('/check/sender')) return { ...aCheck().sender, ...DNS };
      if (path.endsWith('/tests')) return [];
      if (path.endsWith('/audience'))
        return { updateAtSending: false, sources: [], preparing: false, totals: { ready: 0, blocked: {} } };
      if (path.endsWith('/unsubscribed')) return { items: [LEFT], total: 1, page: 1, pageSize: 200 };
      if (path.endsWith('/deliveries'))
        return { items: deliveries, total: deliveries.length, page: 1, pageSize: 50 };
      if (path.endsWith('/recipients')) return { items: [], total: 0, page: 1, pageSize: 20 };
      return undefined;
    },
  });
}

// Loaded before, so that the tests wait only for data.
beforeAll(loadSendTab);

describe('before the sending', () => {
  it('says what is wrong, errors apart from warnings, leads there, and does not send before it is fixed', async () => {
    const { user, address } = await open({
      check: aCheck({
        findings: [
          {
            code: 'content.problem',
            severity: 'error',
            text: { en: 'The merge field does not exist', nb: 'Flettefeltet finnes ikke' },
            jump: { tab: 'content', line: 4 },
          },
          {
            code: 'subject.long',
            severity: 'warning',
            text: { en: 'The subject is long', nb: 'Emnet er langt' },
            jump: { tab: 'content', field: 'subject' },
          },
        ],
      }),
    });
    const found = within(await screen.findByRole('region', { name: 'Check' }));
    expect(found.getByText('1 error must be fixed, 1 warning')).toBeTruthy();
    expect(found.getByText(/In order: sender, recipients, unsubscribing, text, 41 of 102 kB/)).toBeTruthy();
    const send = screen.getByRole('button', { name: 'Send to 1,204 recipients' });
    expect(send.getAttribute('aria-disabled')).toBe('true');
    // It can be reached by the keyboard, says why it does nothing, and does nothing.
    act(() => send.focus());
    expect(document.activeElement).toBe(send);
    expect(document.getElementById(send.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      'Fix the error first',
    );
    await user.keyboard('{Enter}');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(screen.getByText('Fix the error first')).toBeTruthy();
    await user.click(found.getByRole('button', { name: 'Go there: The merge field does not exist' }));
    expect(address()).toContain('tab=content&line=4');
  });

  it('shows who sends it and what the DNS says, and a look-up without an answer is no warning', async () => {
    await open();
    const sender = within(await screen.findByRole('region', { name: 'Sender' }));
    expect(sender.getByText('ingrid@soltun.example')).toBeTruthy();
    const dmarc = await sender.findByText(/DMARC: no answer/);
    expect(dmarc.closest('li')?.dataset.state).toBe('unknown');
    expect(sender.getByText(/SPF: in order/).closest('li')?.dataset.state).toBe('ok');
  });

  it('opens the sender from a finding, and saves an empty address as the sender of the installation', async () => {
    const { user, sent } = await open({
      check: aCheck({
        findings: [
          {
            code: 'sender.not-allowed',
            severity: 'error',
            text: { en: 'Not allowed', nb: 'Ikke lov' },
            jump: { tab: 'send', field: 'from' },
          },
        ],
      }),
      mailing: { from: { name: 'Ola', address: 'ola@x.no' } },
      onWrite: () => aMailing(),
    });
    await user.click(await screen.findByRole('button', { name: 'Go there: Not allowed' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Sender of the mailing' }));
    const address = dialog.getByRole('textbox', { name: 'E-mail address' });
    await user.clear(address);
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await dialog.findByText('Write the address, too')).toBeTruthy();
    await user.clear(dialog.getByRole('textbox', { name: 'Name' }));
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(sent.find(({ method }) => method === 'PATCH')?.body).toEqual({
        revision: 7,
        from: null,
        replyTo: null,
      }),
    );
  });

  it('says what a click does, and names a conflict at its link', async () => {
    await open({
      check: aCheck({
        links: [
          {
            link: { id: 'e'.repeat(24), name: 'Ring meg' },
            local: true,
            answer: 'text',
            url: 'https://soltun.example/ring',
            sentences: [{ en: 'Removes the interest Battery', nb: 'Fjerner interessen Batteri' }],
            conflicts: [{ en: 'Another link sets it', nb: 'En annen kobling setter den' }],
            signed: true,
          },
        ],
      }),
    });
    const clicks = within(await screen.findByRole('region', { name: 'What a click does' }));
    expect(clicks.getByText('1 link, 1 conflict')).toBeTruthy();
    expect(clicks.getByText('Shows a text')).toBeTruthy();
    expect(clicks.queryByText('soltun.example/ring')).toBeNull();
    expect(clicks.getByText('Removes the interest Battery')).toBeTruthy();
    expect(clicks.getByText('Another link sets it')).toBeTruthy();
    expect(clicks.getByRole('link', { name: 'Open the link: Ring meg' }).getAttribute('href')).toBe(
      `/links/${'e'.repeat(24)}`,
    );
  });

  it('counts the recipients by reason, and each reason leads to them', async () => {
    await open({
      check: aCheck({ recipients: { ready: 90, blocked: { bounced: 7, duplicate: 3 }, preparing: false } }),
    });
    const recipients = within(await screen.findByRole('region', { name: 'Recipients' }));
    expect(recipients.getByText('10 don’t get it')).toBeTruthy();
    expect(recipients.getByRole('link', { name: 'The address does not work' }).getAttribute('href')).toBe(
      `/mailings/${ID}?tab=recipients&state=bounced`,
    );
  });

  it('leads from a missing type to where it is chosen', async () => {
    const { user } = await open({
      check: aCheck({
        findings: [
          {
            code: 'type.missing',
            severity: 'warning',
            text: { en: 'No type', nb: 'Ingen type' },
            jump: { tab: 'send', field: 'typeId' },
          },
        ],
      }),
    });
    const recipients = within(await screen.findByRole('region', { name: 'Recipients' }));
    expect(recipients.getByText('Type: no type')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Go there: No type' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Name, subject and type' }));
    const type = dialog.getByRole('combobox', { name: 'Type' });
    await waitFor(() => expect(document.activeElement).toBe(type));
  });

  it('asks before it sends, with the revision that was checked', async () => {
    const { user, sent } = await open();
    await user.click(await screen.findByRole('button', { name: 'Send to 1,204 recipients' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Send to 1,204 recipients now?' }));
    expect(sent.some(({ method }) => method === 'POST')).toBe(false);
    await user.click(dialog.getByRole('button', { name: 'Send to 1,204 recipients' }));
    await waitFor(() =>
      expect(sent.find(({ method }) => method === 'POST')).toMatchObject({
        path: `/api/mailings/${ID}/sending`,
        body: { revision: 7, at: null, openForWorkflows: false },
      }),
    );
  });

  it('opens a mailing without recipients for workflows', async () => {
    const nobody = { en: 'The mailing has no recipients', nb: 'Utsendelsen har ingen mottakere' };
    const { user, sent } = await open({
      check: aCheck({
        recipients: { ready: 0, blocked: {}, preparing: false },
        findings: [{ code: 'recipients.none', severity: 'error', text: nobody, jump: { tab: 'recipients' } }],
      }),
    });
    expect(await screen.findByText('Fix the error first')).toBeTruthy();
    await user.click(screen.getByRole('checkbox', { name: 'Let workflows send it too' }));
    await user.click(screen.getByRole('button', { name: 'Open for workflows' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Open the mailing for workflows?' }));
    await user.click(dialog.getByRole('button', { name: 'Open for workflows' }));
    await waitFor(() =>
      expect(sent.find(({ method }) => method === 'POST')).toMatchObject({
        path: `/api/mailings/${ID}/sending`,
        body: { revision: 7, at: null, openForWorkflows: true },
      }),
    );
  });

  it('does not send what is not saved', async () => {
    await open({ dirty: true });
    expect((await screen.findAllByText('Save the message first')).length).toBe(2);
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send test' }).disabled).toBe(true);
    expect(await screen.findByText(/^What you see here is about the saved message/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Save' })).toBeTruthy();
  });

  it('does not send at no time', async () => {
    const { user } = await open();
    await user.click(await screen.findByRole('radio', { name: 'At a time' }));
    expect(await screen.findByText('Choose a day and a time')).toBeTruthy();
    expect(
      screen.getByRole('button', { name: 'Schedule for 1,204 recipients' }).getAttribute('aria-disabled'),
    ).toBe('true');
  });

  it('says that the check failed where it would stand, and does not send without it', async () => {
    await open({ check: aProblem(500, 'internal') });
    expect(await screen.findByText('The check is missing')).toBeTruthy();
    expect(screen.getByText('The mailing could not be checked')).toBeTruthy();
  });

  it('sends a test to several addresses, and refuses what is no address', async () => {
    const { user, sent } = await open({ onWrite: () => [aDelivery()] });
    const addresses = await screen.findByRole('textbox', { name: 'Addresses' });
    await user.type(addresses, 'ola@x.no, nobody');
    await user.tab();
    expect(await screen.findByText('“nobody” is not an address')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Send test' }).hasAttribute('disabled')).toBe(true);
    await user.type(addresses, '{Backspace>8/}; kari@x.no');
    await user.click(screen.getByRole('button', { name: 'Send test' }));
    await waitFor(() =>
      expect(sent.find(({ method }) => method === 'POST')).toMatchObject({
        path: `/api/mailings/${ID}/tests`,
        body: { addresses: ['ola@x.no', 'kari@x.no'], asRecipientId: null },
      }),
    );
  });

  it('shows the plan of a mailing that is sent later, and cancels it after a question', async () => {
    const { user, sent } = await open({
      sending: aSending({
        state: 'scheduled',
        scheduledAt: '2099-12-01T07:30:00.000Z',
        by: { id: 'u', name: 'Ingrid' },
      }),
    });
    expect(await screen.findByText(/^Scheduled for /)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Cancel the sending' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Cancel the scheduled sending?' }));
    await user.click(dialog.getByRole('button', { name: 'Cancel the sending' }));
    await waitFor(() => expect(sent.some(({ path }) => path.endsWith('/sending/cancel'))).toBe(true));
  });

  it('tells why a mailing was not sent at its time, and sends it now, or makes it a draft again', async () => {
    const problem = { en: 'Not sent at the planned time', nb: 'Ikke sendt til planlagt tid' };
    const { user, sent } = await open({
      sending: aSending({ state: 'refused', problem, scheduledAt: '2026-01-01T08:00:00.000Z' }),
    });
    expect((await screen.findByRole('alert')).textContent).toBe('Not sent at the planned time');
    const panel = within(screen.getByRole('region', { name: 'When should it be sent?' }));
    expect(panel.getByRole<HTMLInputElement>('radio', { name: 'Now' }).checked).toBe(true);
    const send = await screen.findByRole('button', { name: 'Send to 1,204 recipients' });
    expect(send.getAttribute('aria-disabled')).toBe('false');
    await user.click(screen.getByRole('button', { name: 'Make it a draft again' }));
    await waitFor(() => expect(sent.some(({ path }) => path.endsWith('/sending/cancel'))).toBe(true));
  });
});

describe('from the start of the sending', () => {
  const sending = aSending({
    state: 'sending',
    startedAt: '2027-03-01T10:00:00.000Z',
    by: { id: 'u', name: 'Ingrid' },
    counts: { sent: 80, queued: 15, deferred: 5 },
    perMinute: 20,
    secondsLeft: 60,
  });

  it('shows the progress with its rate and the time left', async () => {
    await open({ sending });
    expect(await screen.findByText('80 of 100 sent')).toBeTruthy();
    expect(screen.getByText('20 a minute')).toBeTruthy();
    expect(screen.getByText(/^1 min left, done at \d\d:\d\d$/)).toBeTruthy();
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('80');
  });

  it('says why it does not go on', async () => {
    await open({
      sending: { ...sending, state: 'paused', problem: { en: 'The server refuses', nb: 'Serveren avviser' } },
    });
    expect((await screen.findByRole('alert')).textContent).toBe('The server refuses');
    expect(screen.getByRole('button', { name: 'Continue' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Pause' })).toBeNull();
  });

  it('stops after a question that names how many are left out', async () => {
    const { user, sent } = await open({ sending });
    await user.click(await screen.findByRole('button', { name: 'Stop' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Stop the sending?' }));
    expect(dialog.getByText(/20 recipients are left out/)).toBeTruthy();
    await user.click(dialog.getByRole('button', { name: 'Stop and leave out 20' }));
    await waitFor(() => expect(sent.some(({ path }) => path.endsWith('/sending/stop'))).toBe(true));
  });

  it('lists who has unsubscribed, from what, how and when', async () => {
    const { user } = await open({ sending: aSending({ state: 'finished', unsubscribed: 1 }) });
    await user.click(await screen.findByRole('button', { name: 'Unsubscribed 1' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Unsubscribed' }));
    const row = within((await dialog.findAllByRole('row'))[1]!);
    expect(row.getByRole('link', { name: 'Kari' }).getAttribute('href')).toContain(
      `/contacts/${'e'.repeat(24)}`,
    );
    expect(row.getByText('This type of mailing')).toBeTruthy();
    expect(row.getByText('with one click in the mail program')).toBeTruthy();
  });

  it('limits the list to a state by its number, and keeps it in the address', async () => {
    const { user, sent, address } = await open({ sending, deliveries: [aDelivery()] });
    await user.click(await screen.findByRole('button', { name: /^To be tried again/ }));
    expect(address()).toContain('delivery=deferred');
    await waitFor(() =>
      expect(
        sent.some(({ path, query }) => path.endsWith('/deliveries') && query.get('state') === 'deferred'),
      ).toBe(true),
    );
  });

  it('says that workflows can send it, and closes it after a question', async () => {
    const { user, sent } = await open({ sending: aSending({ state: 'sending', openForWorkflows: true }) });
    const strip = within(await screen.findByRole('region', { name: 'Progress of the sending' }));
    expect((await strip.findByRole('status')).textContent).toBe('Open for workflows');
    await user.click(strip.getByRole('button', { name: 'Close for workflows' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Close the mailing for workflows?' }));
    await user.click(dialog.getByRole('button', { name: 'Close for workflows' }));
    await waitFor(() => expect(sent.some(({ path }) => path.endsWith('/sending/close'))).toBe(true));
  });

  it('warns before it sends again to somebody who may have the message', async () => {
    const uncertain = aDelivery({
      recipientId: 'f'.repeat(24),
      name: 'Ola',
      state: 'uncertain',
      reason: { en: 'The connection broke', nb: 'Forbindelsen ble brutt' },
    });
    const failed = aDelivery({ state: 'failed' });
    const { user, sent } = await open({
      sending: { ...sending, state: 'finished' },
      deliveries: [failed, uncertain],
    });
    await user.click(await screen.findByRole('checkbox', { name: 'Select Kari' }));
    await user.click(screen.getByRole('checkbox', { name: 'Select Ola' }));
    await user.click(screen.getByRole('button', { name: 'Send again to 2' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Send again to 2 recipients?' }));
    expect(dialog.getByText(/1 of them has the message already, or may have it/)).toBeTruthy();
    await user.click(dialog.getByRole('button', { name: 'Send again to 2' }));
    await waitFor(() =>
      expect(sent.find(({ path }) => path.endsWith('/sending/resend'))?.body).toEqual({
        recipientIds: [failed.recipientId, uncertain.recipientId],
      }),
    );
  });

  it.each([
    ['those who were left out by a stop', { state: 'stopped', counts: { sent: 80, skipped: 20 } }],
    ['those who wait since an interruption', { state: 'finished', counts: { sent: 80, queued: 1 } }],
  ] as const)('offers to send to those who were not reached: %s', async (_who, part) => {
    const { user, sent } = await open({
      sending: aSending({ ...sending, ...part }),
    });
    await user.click(await screen.findByRole('button', { name: 'Send to those not reached' }));
    const dialog = within(
      await screen.findByRole('dialog', { name: 'Send to the recipients who were not reached?' }),
    );
    await user.click(dialog.getByRole('button', { name: 'Send to those not reached' }));
    await waitFor(() => expect(sent.some(({ path }) => path.endsWith('/not-reached'))).toBe(true));
  });
});
