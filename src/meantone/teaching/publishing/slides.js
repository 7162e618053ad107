// Deals the blocks of each section out into slides that they fit on, then starts reveal.js.
(() => {
  const WIDTH = 1280, HEIGHT = 720;
  const ROOM = 640; // above it the slide's edge, below it the page number and the progress bar
  const AGAIN = 46; // the height of the heading that a section's later slides repeat
  const PICTURE = { larger: 1.6, width: 1180, height: 540 };

  const heightOf = (chunk) =>
    chunk.at(-1).offsetTop + chunk.at(-1).offsetHeight - chunk[0].offsetTop;

  /** Enlarge a picture for the back row, as far as the slide has room. */
  const enlarge = (image) => {
    const { naturalWidth: width, naturalHeight: height } = image;
    if (!width || !height) return;
    const times = Math.min(PICTURE.larger, PICTURE.width / width, PICTURE.height / height);
    image.style.width = `${Math.floor(width * times)}px`;
  };

  /** Shrink the pictures among blocks, to a part at the least, until the blocks fit in a height. */
  const shrink = (blocks, height, least) => {
    const images = blocks.flatMap((block) => [...block.querySelectorAll("img")]);
    const widths = images.map((image) => image.offsetWidth);
    const resize = (part) =>
      images.forEach((image, i) => (image.style.width = `${Math.floor(widths[i] * part)}px`));
    for (let part = 1; part >= least; part -= 0.05) {
      resize(part);
      if (heightOf(blocks) <= height) return true;
    }
    resize(1);
    return false;
  };

  /** Return how far down some elements reach, from the top of the first. */
  const reach = (parts) => {
    const edges = parts.map((part) => part.getBoundingClientRect());
    return Math.max(...edges.map((edge) => edge.bottom)) - edges[0].top;
  };

  /** Lay some of a block's parts into a copy of it, below its head. */
  const copied = (block, head, parts) => {
    const copy = block.cloneNode();
    copy.removeAttribute("id");
    copy.append(...head.map((part) => part.cloneNode(true)), ...parts);
    return copy;
  };

  /** Take a block apart, where it has parts, into blocks that are no higher than a height. */
  const apart = (block, height) => {
    const head = [...block.children].filter((part) => part.matches("caption, thead"));
    const parts = [...block.children].filter((part) => !head.includes(part));
    const words = [...block.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (block.offsetHeight <= height || words || !parts.length) return [block];
    const room = height - (block.offsetHeight - reach(parts));
    const groups = [];
    for (const part of parts) {
      const last = groups.at(-1);
      if (last && reach([...last, part]) <= room) last.push(part);
      else groups.push([part]);
    }
    return groups
      .flatMap((group) => (group.length === 1 ? apart(group[0], room).map((part) => [part]) : [group]))
      .map((group) => copied(block, head, group));
  };

  /** Make a block that is longer than a slide fit: smaller, else taken apart. */
  const fit = (block) => {
    if (shrink([block], ROOM - AGAIN, 0.5)) return [block];
    block.classList.add("dense");
    const blocks = apart(block, ROOM - AGAIN);
    block.replaceWith(...blocks);
    return blocks;
  };

  /** Put together what belongs together: a heading and its text, a text and its code, its output. */
  const grouped = (blocks) => {
    const groups = [];
    let before = "";
    for (const block of blocks) {
      const kind = block.matches(".said, .shown") ? "output" : block.matches(".code") ? "code" : "text";
      const joins = kind === "output" || before === "heading" || (kind === "code" && before === "text");
      if (joins && groups.length) groups.at(-1).push(block);
      else groups.push([block]);
      before = /^H\d$/.test(block.tagName) ? "heading" : kind;
    }
    return groups;
  };

  /** Cut a group that is too long for a slide, as late as it can be. */
  const cut = (group) => {
    if (shrink(group, ROOM - AGAIN, 0.65)) return [group];
    const chunks = [];
    for (const block of group.flatMap(fit)) {
      const last = chunks.at(-1);
      if (last && heightOf([...last, block]) <= ROOM - AGAIN) last.push(block);
      else chunks.push([block]);
    }
    return chunks;
  };

  /** Deal blocks out into pages: the next one begins where a group would reach too low. */
  const dealt = (blocks) => {
    const pages = [];
    for (const chunk of grouped(blocks).flatMap(cut)) {
      const page = pages.at(-1);
      const room = pages.length > 1 ? ROOM - AGAIN : ROOM;
      if (page && heightOf([...page, ...chunk]) <= room) page.push(...chunk);
      else pages.push([...chunk]);
    }
    return pages;
  };

  /** Set a section that is text alone a little smaller, if it fits on one slide then. */
  const tightened = (section) => {
    if (section.querySelector(".code, .said, .shown, img")) return false;
    section.classList.add("tight");
    return section.classList.toggle("tight", heightOf([...section.children]) <= ROOM);
  };

  /** Make a section of one page a slide, and one of several a stack of slides. */
  const stack = (section) => {
    const pages = dealt([...section.children]);
    if (pages.length === 1 || (pages.length === 2 && tightened(section))) return;
    const title = section.querySelector("h1, h2")?.textContent ?? "";
    section.replaceChildren(
      ...pages.map((page, number) => {
        const slide = document.createElement("section");
        if (number && title) {
          const again = document.createElement("p");
          again.className = "again";
          again.textContent = title;
          slide.append(again);
        }
        slide.append(...page);
        return slide;
      }),
    );
  };

  addEventListener("load", async () => {
    const slides = document.querySelector(".slides");
    const images = [...slides.querySelectorAll("img")];
    await Promise.all(images.map((image) => image.decode().catch(() => {})));
    images.forEach(enlarge);
    slides.classList.add("measuring");
    const sections = [...slides.children];
    sections.forEach(stack);
    slides.classList.remove("measuring");
    await Reveal.initialize({
      width: WIDTH,
      height: HEIGHT,
      margin: 0.02,
      center: false,
      hash: true,
      navigationMode: "linear",
      slideNumber: "c/t",
      transition: "none",
    });
  });
})();
