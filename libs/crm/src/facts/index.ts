/** Facts about contacts without the rest of the CRM, for apps/click. */
export { ContactFacts, ContactFactsModule } from './contact-facts';
