import type { SaveCompany } from '@linkflow/contracts';
import { demoId } from './demo-id';
import { INGRID, JONAS, KARI } from './demo-users';

const company = (
  name: string,
  country: string,
  ourContact: { id: string } | null,
): SaveCompany & { id: string } => ({
  id: demoId(`company ${name}`),
  name,
  country,
  ourContactId: ourContact?.id ?? null,
});

export const COMPANY = {
  fjordlys: company('Fjordlys AS', 'NO', KARI),
  nordvik: company('Nordvik Solenergi AS', 'NO', KARI),
  tindevarme: company('Tinde Varme AS', 'NO', JONAS),
  skogheim: company('Skogheim kommune', 'NO', INGRID),
  havbris: company('Havbris Handel AS', 'NO', JONAS),
  malarvind: company('Mälarvind AB', 'SE', JONAS),
  granlund: company('Granlund & Söner AB', 'SE', null),
  rhein: company('Rheintal Energie GmbH', 'DE', JONAS),
  kystnaer: company('Kystnær Byg ApS', 'DK', KARI),
  saimaa: company('Saimaan Lämpö Oy', 'FI', null),
  brook: company('Brook & Hale Ltd', 'GB', KARI),
} satisfies Record<string, SaveCompany & { id: string }>;
