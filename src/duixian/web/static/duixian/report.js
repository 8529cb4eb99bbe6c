/* The page of one report: places in the text (#char=start,end), keys, the list that follows the text, records beside it, words chosen to be linked to
   or added. Everything here is also reached without it, by links and forms.

   Elements that hold source text have the id p and the position of their first character; their text is the source text from there on.
   Positions are code points. */
(function () {
  "use strict";

  var current = null;

  function byId(id) { return document.getElementById(id); }
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  function points(text) { return /[\ud800-\udbff]/.test(text) ? Array.from(text).length : text.length; }

  /* How many UTF-16 units the first n code points of a text have. */
  function units(text, n) {
    if (!/[\ud800-\udbff]/.test(text)) { return n; }
    return Array.from(text).slice(0, n).join("").length;
  }

  /* The element that an event is about, or the one around it that fits. */
  function around(event, selector) { return event.target.closest ? event.target.closest(selector) : null; }

  /* ------------------------------------------------------------ positions */
  function holders() {
    return all('[id^="p"]', byId("text")).filter(function (element) { return /^p\d+$/.test(element.id); });
  }

  function startOf(holder) { return Number(holder.id.slice(1)); }

  function texts(holder) {
    var walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) { found.push(walker.currentNode); }
    return found;
  }

  /* The stretches of text nodes that [start, end) covers. */
  function pieces(start, end) {
    var found = [];
    holders().forEach(function (holder) {
      var at = startOf(holder);
      if (at >= end || at + holder.textContent.length * 2 < start) { return; }
      texts(holder).forEach(function (node) {
        var length = points(node.data), from = Math.max(start, at), to = Math.min(end, at + length);
        if (from < to) { found.push({ node: node, from: units(node.data, from - at), to: units(node.data, to - at) }); }
        at += length;
      });
    });
    return found;
  }

  /* The position of a place in the page; null outside the text. */
  function positionOf(node, offset) {
    var element = node.nodeType === 1 ? node : node.parentElement;
    var holder = element && element.closest ? element.closest('[id^="p"]') : null;
    while (holder && !/^p\d+$/.test(holder.id)) { holder = holder.parentElement && holder.parentElement.closest('[id^="p"]'); }
    if (!holder || !byId("text").contains(holder)) { return null; }
    var before = document.createRange();
    before.selectNodeContents(holder);
    before.setEnd(node, offset);
    return startOf(holder) + points(before.toString());
  }

  function spanOf(fragment) {
    var found = /^#char=(\d+),(\d+)$/.exec(decodeURIComponent(fragment || ""));
    return found && Number(found[1]) < Number(found[2]) ? { start: Number(found[1]), end: Number(found[2]) } : null;
  }

  function unmark() {
    all("mark.here", byId("text")).forEach(function (mark) {
      var parent = mark.parentNode;
      while (mark.firstChild) { parent.insertBefore(mark.firstChild, mark); }
      parent.removeChild(mark);
      parent.normalize();
    });
  }

  /* Marks a stretch and brings it into view; gives whether it is in the text. */
  function show(start, end, still) {
    unmark();
    var first = null;
    pieces(start, end).forEach(function (piece) {
      if (!piece.node.data.slice(piece.from, piece.to).trim() && piece.from === 0 && piece.to === piece.node.data.length) { return; }
      var range = document.createRange(), mark = document.createElement("mark");
      range.setStart(piece.node, piece.from);
      range.setEnd(piece.node, piece.to);
      mark.className = "here";
      range.surroundContents(mark);
      first = first || mark;
    });
    if (!first) { return false; }
    var folded = first.closest("details");
    if (folded) { folded.open = true; }
    if (!still) { first.scrollIntoView({ block: "center", behavior: "instant" }); }
    return true;
  }

  function follow(still) {
    var span = spanOf(location.hash);
    if (!span) { return; }
    show(span.start, span.end, still);
    var mark = byId("char=" + span.start + "," + span.end);
    if (mark && mark.classList.contains("m")) { choose(mark, false); }
  }

  /* ------------------------------------------------------------ marks and the list */
  function marks() { return all(".m[id]", byId("text")); }
  function lines() { return all("#margin-list > li > a"); }
  function lineOf(mark) { return document.querySelector('#margin-list > li > a[href="#' + mark.id + '"]'); }
  function linkOf(mark) { return mark.matches("a") ? mark : mark.querySelector("a.k, a.m") || mark; }

  function bringIntoList(line) {
    var body = byId("margin-body");
    if (!line || byId("margin-items").hidden) { return; }
    var top = line.parentElement.offsetTop;
    if (top < body.scrollTop || top + line.offsetHeight > body.scrollTop + body.clientHeight) { body.scrollTop = top - body.clientHeight / 3; }
  }

  function choose(mark, move) {
    all(".is-current").forEach(function (one) { one.classList.remove("is-current"); });
    current = mark.id;
    mark.classList.add("is-current");
    var line = lineOf(mark);
    if (line) { line.parentElement.classList.add("is-current"); bringIntoList(line); }
    if (move) {
      var folded = mark.closest("details");
      if (folded) { folded.open = true; }
      linkOf(mark).focus({ preventScroll: true });
      mark.scrollIntoView({ block: "center", behavior: "instant" });
    }
  }

  /* The first mark that is at or below the upper edge of the window. */
  function firstSeen(found) {
    var low = 0, high = found.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (found[middle].getBoundingClientRect().bottom < 80) { low = middle + 1; } else { high = middle; }
    }
    return low;
  }

  function step(by) {
    var found = marks(), at = -1;
    if (!found.length) { return; }
    if (current) { at = found.findIndex(function (mark) { return mark.id === current; }); }
    var rect = at >= 0 ? found[at].getBoundingClientRect() : null;
    if (rect && rect.bottom > -innerHeight && rect.top < 2 * innerHeight) { at += by; } else { at = firstSeen(found) - (by < 0 ? 1 : 0); }
    choose(found[Math.max(0, Math.min(found.length - 1, at))], true);
  }

  var waiting = false;
  function scrolled() {
    waiting = false;
    var text = byId("text");
    if (!text) { return; }
    var found = marks(), at = firstSeen(found), line = found[at] && lineOf(found[at]);
    var more = document.querySelector(".margin__more");
    if (found[at] && !line && more && window.htmx) { window.htmx.trigger(more, "more"); }
    if (line && !byId("margin-body").matches(":hover, :focus-within")) {
      var body = byId("margin-body");
      if (!byId("margin-items").hidden) { body.scrollTop = line.parentElement.offsetTop - 40; }
    }
    var parts = all(".outline a"), here = null;
    parts.forEach(function (part) {
      var id = part.getAttribute("href").slice(1), target = byId(id);
      if (target && target.getBoundingClientRect().top < 140) { here = part; }
    });
    parts.forEach(function (part) { if (part === here) { part.setAttribute("aria-current", "true"); } else { part.removeAttribute("aria-current"); } });
    if (here && here.offsetParent) {
      var outline = here.closest(".outline");
      if (here.offsetTop < outline.scrollTop || here.offsetTop > outline.scrollTop + outline.clientHeight - 30) { outline.scrollTop = here.offsetTop - outline.clientHeight / 2; }
    }
  }

  /* ------------------------------------------------------------ records */
  function load(url) {
    window.htmx.ajax("GET", url, { target: "#margin-record", swap: "innerHTML" }).then(opened, failed);
  }

  function opened() {
    var record = byId("margin-record");
    if (!byId("margin") || !record.firstElementChild) { return; }
    record.hidden = false;
    byId("margin-items").hidden = true;
    byId("margin").classList.add("margin--record");
    byId("margin-body").scrollTop = 0;
    var mark = current && byId(current), edge = byId("margin").getBoundingClientRect();
    if (mark && edge.left < mark.getBoundingClientRect().right && mark.getBoundingClientRect().bottom > edge.top) {
      window.scrollBy({ top: mark.getBoundingClientRect().top - innerHeight / 6, behavior: "instant" });  // out from under the drawer of narrow screens
    }
    // Whoever goes by keyboard or ear is where something new is said: a field that is wrong, a message, the title.
    var first = record.querySelector('[aria-invalid="true"]') || record.querySelector(".message, h3");
    if (first) {
      if (!first.matches("input, select, textarea")) { first.tabIndex = -1; }
      first.focus({ preventScroll: !first.matches("input, select, textarea") });
    }
  }

  function close() {
    var record = byId("margin-record"), shut = record && !record.hidden && byId("margin-items");
    if (!shut) { return false; }
    record.hidden = true;
    record.textContent = "";
    byId("margin-items").hidden = false;
    byId("margin").classList.remove("margin--record");
    var mark = current && byId(current);
    if (mark) { bringIntoList(lineOf(mark)); linkOf(mark).focus({ preventScroll: true }); }
    return true;
  }

  function say(what) {
    var toast = byId("toast");
    toast.textContent = toast.getAttribute("data-" + what);
    toast.classList.toggle("message--error", what === "failed");
    toast.classList.toggle("message--success", what !== "failed");
    toast.hidden = false;
    setTimeout(function () { toast.hidden = true; }, 4000);
  }

  function failed() { say("failed"); }

  /* The text and the list as they are now, the record beside them left open. */
  function renew() {
    fetch(location.pathname + location.search, { headers: { "HX-Request": "true" }, credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.text();
    }).then(function (html) {
      var fresh = new DOMParser().parseFromString(html, "text/html");
      ["text", "report-notes", "margin-items"].forEach(function (id) {
        var old = byId(id), made = fresh.getElementById(id);
        if (!old || !made) { return; }
        made.hidden = old.hidden;
        old.replaceWith(document.importNode(made, true));
        window.htmx.process(byId(id));
      });
      var mark = current && byId(current);
      if (mark) { mark.classList.add("is-current"); }
    }).catch(failed);
  }

  /* ------------------------------------------------------------ words chosen in the text */
  var chosen = null;

  function hide() {
    var tools = byId("selection-tools");
    if (tools) { tools.hidden = true; tools.removeAttribute("style"); }
  }

  function chose() {
    var tools = byId("selection-tools"), selection = getSelection();
    chosen = null;
    hide();
    if (!tools || !selection.rangeCount || selection.isCollapsed) { return; }
    var range = selection.getRangeAt(0);
    var start = positionOf(range.startContainer, range.startOffset), end = positionOf(range.endContainer, range.endOffset);
    if (start === null || end === null || start >= end) { return; }
    var words = range.toString(), left = words.length - words.replace(/^\s+/, "").length, right = words.length - words.replace(/\s+$/, "").length;
    if (left === words.length) { return; }
    chosen = { start: start + points(words.slice(0, left)), end: end - points(words.slice(words.length - right)) };
    all("a[data-do]", tools).forEach(function (link) {
      var url = new URL(link.href);
      url.searchParams.set("start", chosen.start);
      url.searchParams.set("end", chosen.end);
      link.href = url.pathname + url.search;
    });
    var take = tools.querySelector('[data-do="span"]');
    if (take) { take.hidden = !document.querySelector("form[data-spans]"); }
    var box = range.getBoundingClientRect();
    tools.hidden = false;
    tools.style.top = window.scrollY + box.bottom + 6 + "px";
    tools.style.left = Math.max(8, Math.min(window.scrollX + box.left, document.documentElement.clientWidth - tools.offsetWidth - 8)) + "px";
  }

  function act(event) {
    var what = around(event, "[data-do]");
    if (!what || !chosen) { return; }
    var kind = what.getAttribute("data-do");
    if (kind === "link") {
      var url = location.origin + location.pathname + "#char=" + chosen.start + "," + chosen.end;
      history.replaceState(null, "", "#char=" + chosen.start + "," + chosen.end);
      if (navigator.clipboard) { navigator.clipboard.writeText(url).then(function () { say("copied"); }, function () {}); }
    } else if (kind === "span") {
      var form = document.querySelector("form[data-spans]");
      form.querySelector('[data-span="start"]').value = chosen.start;
      form.querySelector('[data-span="end"]').value = chosen.end;
    } else if (window.htmx && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      load(what.getAttribute("href"));
    } else { return; }
    hide();
    show(chosen.start, chosen.end, true);
    getSelection().removeAllRanges();
  }

  /* ------------------------------------------------------------ keys */
  function keysOn() { try { return localStorage.getItem("report-keys") !== "off"; } catch (error) { return true; } }

  function typing(target) {
    return target.closest && target.closest('input:not([type="checkbox"]):not([type="radio"]), textarea, select, [contenteditable=""], [contenteditable="true"]');
  }

  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) { return; }
    var help = byId("keys-help");
    if (event.key === "Escape") {
      var tools = byId("selection-tools");
      if (tools && !tools.hidden) { hide(); return; }
      if (help && help.open) { return; }
      if (typing(event.target)) { event.target.blur(); } else { close(); }
      return;
    }
    if (typing(event.target) || (help && help.open) || !keysOn()) { return; }
    if (event.key === "j") { step(1); }
    else if (event.key === "k") { step(-1); }
    else if (event.key === "/") { byId("top-search").focus(); }
    else if (event.key === "?" && help && help.showModal) { help.showModal(); }
    else if (event.key === "Enter" && event.target === document.body && current && byId(current)) { linkOf(byId(current)).click(); }
    else { return; }
    event.preventDefault();
  }

  /* ------------------------------------------------------------ clicks */
  function click(event) {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
    var link = around(event, "a");
    if (!link) { return; }
    if (link.closest("#text") && link.matches(".m, .k, .text__finding a") && window.htmx) {
      if (!getSelection().isCollapsed) { event.preventDefault(); return; }
      var mark = link.closest(".m");
      if (mark) { choose(mark.id ? mark : firstOf(link) || mark, false); }
      event.preventDefault();
      load(link.getAttribute("href"));
    } else if (link.hasAttribute("data-record") && byId("margin-items") && window.htmx) {
      event.preventDefault();
      load(link.getAttribute("href"));
    } else if (link.hasAttribute("data-back") && byId("margin-items")) {
      event.preventDefault();
      close();
    } else if (link.closest("#margin-list") && link.hash) {
      var span = spanOf(link.hash), there = span && byId("char=" + span.start + "," + span.end);
      if (!there) { return; }
      event.preventDefault();
      history.replaceState(null, "", link.hash);
      show(span.start, span.end);
      choose(there, false);
      if (window.htmx && there.classList.contains("m")) { var target = linkOf(there).getAttribute("href"); if (target) { load(target); } }
    }
  }

  /* The named piece of the mark that a later piece belongs to. */
  function firstOf(link) {
    var href = link.getAttribute("href");
    var first = all('#text a[href="' + href + '"]')[0];
    return first && first.closest(".m[id]");
  }

  /* ------------------------------------------------------------ begin */

  /* What a page needs that has just come, whole or in part. */
  function ready() {
    var on = byId("keys-on"), open = byId("keys-open");
    if (on) { on.checked = keysOn(); }
    if (open) { open.hidden = false; }
    if (byId("text")) { scrolled(); }
  }

  function begin() {
    var body = document.body;
    document.addEventListener("click", click);
    document.addEventListener("click", act);
    document.addEventListener("click", function (event) { if (around(event, "#keys-open")) { byId("keys-help").showModal(); } });
    document.addEventListener("change", function (event) {
      if (event.target.id === "keys-on") { try { localStorage.setItem("report-keys", event.target.checked ? "on" : "off"); } catch (error) { /* not kept */ } }
    });
    document.addEventListener("keydown", function (event) { if (byId("text")) { key(event); } });
    document.addEventListener("keyup", function (event) { if (event.shiftKey || event.key === "Shift") { chose(); } });
    document.addEventListener("mousedown", function (event) { if (around(event, "#selection-tools")) { event.preventDefault(); } });
    document.addEventListener("mouseup", function (event) { if (!around(event, "#selection-tools")) { setTimeout(chose, 0); } });
    document.addEventListener("touchend", function () { setTimeout(chose, 300); });
    document.addEventListener("scroll", function () { if (!waiting) { waiting = true; requestAnimationFrame(scrolled); } }, { passive: true });
    window.addEventListener("hashchange", function () { follow(false); });
    body.addEventListener("corrected", renew);
    body.addEventListener("htmx:beforeSwap", function (event) {
      if (event.detail.xhr.status === 409 || event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
    });
    body.addEventListener("htmx:afterSwap", function (event) {
      if (event.detail.target && event.detail.target.id === "margin-record") { opened(); }
    });
    body.addEventListener("htmx:afterSettle", function (event) {
      var target = event.detail.target;
      if (target && target.id === "reading") { current = null; follow(true); }
      if (!target || target.id !== "margin-record") { ready(); }
    });
    body.addEventListener("htmx:beforeHistorySave", function () { hide(); if (byId("text")) { unmark(); } });
    body.addEventListener("htmx:historyRestore", function () { current = null; ready(); });
    ["htmx:responseError", "htmx:sendError"].forEach(function (name) { body.addEventListener(name, function () { if (byId("toast")) { failed(); } }); });
    ready();
    if (byId("text")) { follow(false); }
  }

  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", begin); } else { begin(); }
})();
