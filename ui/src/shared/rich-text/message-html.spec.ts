// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { isAllowedHref, isTrackedHref, losesInTextEditor } from './message-html';

describe('HTML of a message', () => {
  it('opens text with links in the text editor', () => {
    expect(losesInTextEditor('<h1>Hei</h1><p>Les <a href="https://x.example">mer</a><br>nå</p>')).toBe(false);
    expect(losesInTextEditor('')).toBe(false);
  });

  it.each([
    '<table><tr><td>a</td></tr></table>',
    '<p style="color:red">a</p>',
    '<p>a <img src="https://x.example/a.png"></p>',
    '<div class="hero">a</div>',
  ])('reports that %s would lose its layout in the text editor', (html) => {
    expect(losesInTextEditor(html)).toBe(true);
  });

  it('recognises tracked links and refuses script addresses', () => {
    expect(isTrackedHref('{{link:abc}}')).toBe(true);
    expect(isTrackedHref('https://x.example/{{link:abc}}')).toBe(false);
    expect(isAllowedHref('{{link:abc}}')).toBe(true);
    expect(isAllowedHref(' javascript:alert(1)')).toBe(false);
  });
});
