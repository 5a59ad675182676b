import { countryOptions } from '@linkflow/crm-port';
import { defineFacts, fromCrm } from './define-facts';

/** Facts about the company of the contact. */
export const companyFacts = defineFacts('company', {
  name: {
    type: 'text',
    label: { en: 'Company name', nb: 'Firmanavn' },
    was: { en: 'The company was {value}', nb: 'Firmaet var {value}' },
    load: fromCrm,
  },
  country: {
    type: 'text',
    label: { en: 'Company country', nb: 'Firmaets land' },
    was: { en: 'The country of the company was {value}', nb: 'Landet til firmaet var {value}' },
    options: () => [...countryOptions()],
    load: fromCrm,
  },
});
