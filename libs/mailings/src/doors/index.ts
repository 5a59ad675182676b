/** What apps/click needs of mailings: what recipients reach by the addresses in their mails. Loads no code that writes or sends mail. */
export { PictureStore, type StoredFile } from '../pictures/picture-store';
