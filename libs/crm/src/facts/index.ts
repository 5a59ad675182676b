/** What may be known of contacts without the rest of the CRM: read-only, and small enough for the hot path. */
export type { FactValues } from '@linkflow/crm-port';
export { ContactFacts, ContactFactsModule } from './contact-facts';
