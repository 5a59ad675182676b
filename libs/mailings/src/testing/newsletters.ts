/** A newsletter whose columns stack on phones, with buttons for Outlook, a hidden preheader, and placeholders of another system. */
export const HYBRID_NEWSLETTER = `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html lang="nb" xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<style>body{margin:0;background:#223344;font-family:Arial,sans-serif}.half{display:inline-block;width:100%;max-width:300px;vertical-align:top}
@media (max-width:480px){.half{max-width:100%!important;background:#ffeecc}.hide{display:none!important}}@media (prefers-color-scheme:dark){body{background:#111}}</style></head>
<body bgcolor="#223344"><div style="display:none;max-height:0;overflow:hidden">Det du ser i innboksen</div>
<center style="width:100%"><div style="max-width:600px;margin:auto;background:#fff linear-gradient(45deg,#fff,#def);opacity:.95">
<h1 style="float:left;margin:8px">Høst</h1><p style="clear:both;position:relative;top:4px">Hei {{ name }}, *|FNAME|* – se <a href="{{ action_url }}">her</a></p>
<div style="font-size:0;text-align:center"><div class="half" style="font-size:15px">Én</div><div class="half" style="font-size:15px">To</div></div>
<!--[if mso]><v:roundrect href="https://shop.example/" arcsize="8%"><center>Kjøp</center></v:roundrect><![endif]-->
<!--[if !mso]><!--><a href="https://shop.example/" style="display:inline-block;padding:12px 24px;background:#c00;color:#fff;border-radius:6px">Kjøp</a><!--<![endif]-->
<form style="padding:4px;border:1px solid"><b onmouseover="x()">Uten virkning</b></form><p class="hide">Bare på store skjermer</p></div></center></body></html>`;

/** A newsletter with a menu that a check box opens on phones, a list, a table and text in quirks mode. */
export const MENU_NEWSLETTER = `<html><head><title>Meny</title><style>.box,.bars{display:none}@media (max-width:480px){.bars{display:block}.box~.items{display:none}.box:checked~.items{display:block}}</style>
<script>document.title = 'x'</script></head><body text=#333333 link=#0055aa leftmargin=20><input type="checkbox" class="box" id="m"><label class="bars" for="m">≡ Meny</label>
<div class="items"><a href="https://a.example/">En</a> <a href="javascript:go()">To</a> <a href="mailto:x@y.no">Tre</a></div>
<table border=1 cellpadding=4><tr><td>1<td>2<tr><td colspan=2><font size=5 face=Georgia>Stor</font></table><ul><li>a<li>b</ul><svg width="40" height="20"><rect width="40" height="20" fill="teal"/></svg><hr></body></html>`;
