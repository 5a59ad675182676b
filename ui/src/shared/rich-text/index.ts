export { losesInTextEditor } from './message-html';
export { RichText } from './rich-text';
