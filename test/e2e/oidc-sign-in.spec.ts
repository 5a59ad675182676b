import getPort from 'get-port';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, startApps, testEnvironment, type RunningApps } from '../support';
import { CLIENT, startProvider, type TestProvider } from '../support/oidc-provider';

/** Sign-in with a real OpenID Connect provider in a real browser, with the built system. */
const environment = testEnvironment('oidc_browser');
let apps: RunningApps;
let provider: TestProvider;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const port = await getPort();
  const env = {
    PASSWORDS: 'off',
    OIDC_ISSUER: `http://127.0.0.1:${port}`,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret,
    OIDC_SCOPES: 'openid email profile groups',
    OIDC_ROLES_CLAIM: 'groups',
    OIDC_ROLES: 'Chiefs=admin',
    OIDC_CREATE_USERS: 'true',
  };
  apps = await startApps({ environment, only: ['api'], withUi: true, env });
  provider = await startProvider({
    port,
    callback: `${apps.apiUrl}/api/session/oidc/callback`,
    accounts: {
      anne: {
        name: 'Anne Olsen',
        email: 'anne@firma.no',
        email_verified: true,
        locale: 'nb',
        groups: ['Chiefs'],
      },
      gjest: { name: 'Gjest', email: 'gjest@firma.no', email_verified: true, groups: [] },
    },
  });
  browser = await launchBrowser();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await provider?.stop();
  await apps?.stop();
  await environment.dispose();
});

/** Opens a page in a new profile, and signs in as `account` at the provider. */
async function signInAs(account: string): Promise<void> {
  page = await (await browser.newContext({ locale: 'nb-NO' })).newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(`${apps.apiUrl}/settings/api-keys`);
  const button = page.getByRole('link', { name: 'Logg inn med jobbkontoen din' });
  await button.waitFor();
  expect(await page.locator('input[type=password]').count()).toBe(0);
  await button.click();
  await page.locator('input[name=login]').fill(account);
  await page.locator('input[name=password]').fill('any');
  await page.keyboard.press('Enter');
}

describe('in the browser', () => {
  it('signs in with the provider, opens the requested page, and makes an API key there', async () => {
    await signInAs('anne');
    await page.getByRole('heading', { name: 'API-nøkler', level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/settings/api-keys');
    await page.getByRole('button', { name: 'Ny API-nøkkel' }).click();
    await page.getByRole('textbox', { name: 'Navn' }).fill('CRM-synk');
    await page.getByRole('button', { name: 'Opprett nøkkel' }).click();
    const token = await page.getByRole('textbox', { name: 'Den nye API-nøkkelen din' }).inputValue();
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${apps.apiUrl}/api/links`, { headers })).status).toBe(200);
    await page.getByRole('button', { name: 'Kopier nøkkelen' }).click();
    await page.keyboard.press('Escape');
    await page.getByText('CRM-synk').waitFor();
    expect(await page.content()).not.toContain(token);
  });

  it('says why the sign-in is refused', async () => {
    await signInAs('gjest');
    expect(await page.getByRole('alert').textContent()).toContain('ingen rolle i Linkflow');
    expect(await page.getByRole('link', { name: 'Logg inn med jobbkontoen din' }).getAttribute('href')).toBe(
      '/api/session/oidc?back=%2Fsettings%2Fapi-keys',
    );
  });
});
