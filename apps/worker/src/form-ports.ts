import { Injectable } from '@nestjs/common';
import { FORM_TRIGGER } from '@linkflow/contracts';
import { RunCommands, Versions } from '@linkflow/engine';
import {
  ConfirmationMails,
  FormConsents,
  FormRuns,
  FormsRepository,
  type ConfirmationMail,
  type GivenConsent,
  type MailOutcome,
  type SubmissionDoc,
} from '@linkflow/forms';
import { Notices, SubscriptionTypes, Subscriptions } from '@linkflow/mailings';

/** Creates the runs of submissions, with the version of the workflow that is live when the submission is processed. */
@Injectable()
export class WorkerFormRuns extends FormRuns {
  constructor(
    private readonly forms: FormsRepository,
    private readonly versions: Versions,
    private readonly runs: RunCommands,
  ) {
    super();
  }

  async start(submission: SubmissionDoc): Promise<boolean> {
    const { _id, formId, at, contactId, address, linkId, mailingId, recipientId } = submission;
    const version = (await this.forms.find(formId))?.liveVersion ?? null;
    if (version === null) return false;
    const runnable = await this.versions.load(formId, version);
    if (!runnable || runnable.workflow.thenStart === null) return false;
    await this.runs.create({
      _id,
      trigger: { type: FORM_TRIGGER, id: _id, at },
      subject: { contactId, ...(address !== null && { address }) },
      context: {
        formId,
        ...(linkId !== undefined && { linkId }),
        ...(mailingId !== undefined && { mailingId }),
        ...(recipientId !== undefined && { recipientId }),
      },
      workflow: { owner: formId, version },
    });
    return true;
  }
}

/** Consents of forms, kept with those that people give on their own page. */
@Injectable()
export class WorkerFormConsents extends FormConsents {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly types: SubscriptionTypes,
  ) {
    super();
  }

  async give({ contactId, addressKey, typeId, wording, source, at }: GivenConsent): Promise<void> {
    const type = (await this.types.all()).find(({ _id, retiredAt }) => _id === typeId && retiredAt === null);
    if (!type) return;
    await this.subscriptions.choose(
      { addressKey, contactId },
      (before) => ({
        all: false,
        unsubscribed: before.unsubscribed.filter((id) => id !== typeId),
        consented: [...new Set([...before.consented, typeId])],
      }),
      { source, text: wording, givenAt: at },
    );
  }
}

/** Sends confirmations over the mail server of the mailings. */
@Injectable()
export class WorkerConfirmationMails extends ConfirmationMails {
  constructor(private readonly notices: Notices) {
    super();
  }

  async send({ formId, submissionId, to, ...mail }: ConfirmationMail): Promise<MailOutcome> {
    const outcome = await this.notices.send({
      aboutId: formId,
      eventId: submissionId,
      to,
      subject: mail.subject,
      html: htmlOf(mail),
      text: `${mail.text}\n\n${mail.button}: ${mail.url}\n`,
    });
    switch (outcome.kind) {
      case 'sent':
      // The server may have taken it. A second mail would confuse more than a missing one, which a person asks for by sending the form again.
      case 'unknown':
        return { kind: 'sent' };
      case 'refused':
      case 'sender-refused':
        return { kind: outcome.isPermanent ? 'refused' : 'later', problem: outcome.response };
      case 'withdrawn':
        return { kind: 'later', problem: 'The message was withdrawn' };
      default:
        return { kind: 'later', problem: outcome.problem };
    }
  }
}

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => HTML[character] ?? character);

const BUTTON =
  'display:inline-block;padding:12px 24px;background:#1b1f27;color:#ffffff;text-decoration:none;border-radius:8px;font-weight:600';

function htmlOf({
  language,
  subject,
  text,
  button,
  url,
}: Omit<ConfirmationMail, 'formId' | 'submissionId' | 'to'>): string {
  const paragraphs = text
    .split(/\n{2,}/)
    .map((part) => `<p style="margin:0 0 16px">${escaped(part).replaceAll('\n', '<br>')}</p>`)
    .join('');
  return (
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>` +
    `<body style="margin:0;padding:24px;font:16px/1.5 Arial,sans-serif"><div style="max-width:560px">${paragraphs}` +
    `<p style="margin:0 0 16px"><a href="${escaped(url)}" style="${BUTTON}">${escaped(button)}</a></p>` +
    `<p style="margin:0;font-size:13px;word-break:break-all">${escaped(url)}</p></div></body></html>`
  );
}
