/** A document as the driver gives it; `_id` is always one of our string ids. */
export interface Stored {
  _id: string;
}
