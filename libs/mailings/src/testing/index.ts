/** Mails for tests. */
export { EVERY_CONSTRUCT } from './every-construct';
export { HYBRID_NEWSLETTER, MENU_NEWSLETTER } from './newsletters';
