/** What may be known of contacts without the rest of the CRM: read-only, and small enough for the hot path. */
export { ContactFacts, ContactFactsModule, type FactValues } from './contact-facts';
export { factDescriptors } from './fact-descriptors';
export { nowFacts } from './now-facts';
