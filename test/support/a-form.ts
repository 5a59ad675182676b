import { ROUTES, type CreateForm, type FormContent, type FormDetail } from '@linkflow/contracts';
import type { ApiClient } from './api-client';

interface FormOptions {
  name: string;
  template: CreateForm['template'];
  /** Changes the questions before they are published. */
  change?: ((content: FormContent) => FormContent) | undefined;
}

/** Creates a form of a template and publishes it. */
export async function aForm(
  api: ApiClient,
  { name, template, change = (content) => content }: FormOptions,
): Promise<FormDetail> {
  const created = await api.call(ROUTES.forms.create, { body: { name, template } });
  const params = { id: created.id };
  const { revision } = await api.call(ROUTES.forms.update, {
    params,
    body: { content: change(created.content), revision: created.revision },
  });
  return api.call(ROUTES.forms.publish, {
    params,
    body: { revision, workflowRevision: created.draft.revision },
  });
}

export interface OpenedForm {
  url: string;
  html: string;
}

/** Loads the page of a form. */
export async function openForm(url: string): Promise<OpenedForm> {
  const response = await fetch(url, { headers: { 'accept-language': 'nb' } });
  return { url, html: await response.text() };
}

/** Sends answers as the button of a page does. @param more further inputs; `undefined` leaves one out */
export function submitForm(
  { url, html }: OpenedForm,
  values: Record<string, string | string[]>,
  more: Record<string, string | undefined> = {},
): Promise<Response> {
  const ticket = /name="t" value="([^"]*)"/.exec(html)?.[1];
  if (ticket === undefined) throw new Error('The page has no form');
  const inputs = { t: ticket, website: '', send: '1', ...more };
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(inputs)) if (value !== undefined) body.append(name, value);
  for (const [name, value] of Object.entries(values))
    for (const one of [value].flat()) body.append(`f_${name}`, one);
  return fetch(url, { method: 'POST', body, redirect: 'manual' });
}
