// Streamlit's own words in Vietnamese. Loaded by the index page, so it is there before anything is drawn, on every page.
(() => {
  "use strict";

  // The server's address is told, so that Streamlit does not look for it below each page's own path first.
  window.__streamlit = { BACKEND_BASE_URL: location.origin, MAIN_PAGE_BASE_URL: location.origin };

  const WORDS = {
    "Add files": "Thêm tệp",
    "Add row": "Thêm dòng",
    "App pages": "Các trang",
    "Autoscale": "Tự co giãn",
    "Choose an option": "Chọn một mục",
    "Choose date": "Chọn ngày",
    "Choose options": "Chọn các mục",
    "Clear all": "Bỏ chọn hết",
    "Clear entry": "Xóa chữ đã nhập",
    "Clear value": "Bỏ chọn",
    "Close": "Đóng",
    "Close fullscreen": "Thoát toàn màn hình",
    "Collapse sidebar": "Thu gọn thanh bên",
    "Connecting": "Đang kết nối",
    "Connecting...": "Đang kết nối…",
    "Connection error": "Mất kết nối",
    "Copied": "Đã chép",
    "Copy": "Chép",
    "Copy to clipboard": "Chép",
    "Decrement": "Giảm",
    "Download as CSV": "Tải CSV",
    "Download failed": "Tải không được",
    "Download plot as a PNG": "Tải ảnh PNG",
    "Error": "Lỗi",
    "Expand sidebar": "Mở thanh bên",
    "Fullscreen": "Toàn màn hình",
    "Help": "Giải thích",
    "Increment": "Tăng",
    "Invalid input.": "Chưa đúng.",
    "Link to heading": "Liên kết đến mục này",
    "Loading...": "Đang tải…",
    "Main menu": "Trình đơn chính",
    "More": "Thêm",
    "Multiselect options": "Các mục để chọn",
    "No results": "Không có mục nào",
    "Open": "Mở",
    "Page not found": "Không có trang này",
    "Pan": "Kéo",
    "Please wait...": "Xin đợi…",
    "Press Enter to apply": "Nhấn Enter để áp dụng",
    "Print": "In",
    "Record screen": "Ghi màn hình",
    "Rerun": "Chạy lại",
    "Reset axes": "Đặt lại trục",
    "Running...": "Đang tính…",
    "Search": "Tìm",
    "Select all": "Chọn hết",
    "Selectbox options": "Các mục để chọn",
    "Selected values": "Các mục đã chọn",
    "Settings": "Cài đặt",
    "Show/hide columns": "Ẩn/hiện cột",
    "Sidebar": "Thanh bên",
    "Skip to main content": "Bỏ qua đến nội dung chính",
    "Stop": "Dừng",
    "The page that you have requested does not seem to exist. Running the app's main page.":
      "Không có trang ở địa chỉ này nên trang Tổng quan được mở.",
    "Toolbar": "Thanh công cụ",
    "Upload": "Chọn tệp",
    "View fullscreen": "Xem toàn màn hình",
    "Zoom": "Phóng",
    "Zoom in": "Phóng to",
    "Zoom out": "Thu nhỏ",
    "add icon": "thêm",
    "file upload": "chọn tệp",
  };
  const BEGINNINGS = [
    ["Connection timed out", "Máy chủ không trả lời. Trang sẽ tự nối lại khi có thể."],
    ["Connection lost", "Mất kết nối. Hãy đợi trang nối lại rồi thử lần nữa."],
    ["Is Streamlit still running?", "Máy chủ có thể đang khởi động lại. Trang sẽ tự nối lại; nếu lâu, hãy báo quản trị."],
    ["Streamlit server is not responding", "Máy chủ không trả lời. Trang sẽ tự nối lại khi có thể."],
    ["Failed to establish websocket connection", "Không nối được với máy chủ. Trang sẽ tự thử lại."],
    ["AxiosError", "Mất kết nối khi tải tệp. Hãy đợi trang nối lại rồi chọn lại tệp."],
    ["Request failed", "Không gửi được. Hãy thử lại."],
    ["File must be", "Tệp quá lớn nên không nhận; hãy tách tệp rồi chọn lại."],
  ];
  // Words of the uploader that hold a number or a file's name.
  const PATTERNS = [
    [/^(\d+)MB per file$/, "Mỗi tệp không quá $1 MB"],
    [/^(?:Error: )?File must be ([\d.]+)MB or smaller\.$/, (_, limit) => `Lớn hơn ${parseInt(limit, 10)} MB nên không nhận; hãy tách tệp rồi chọn lại.`],
    [/^Error:$/, "Lỗi:"],
    [/^Remove (.+)$/s, "Bỏ $1"],
    [/^(.+, |)(\d+)\.(\d)([KMG]?B)$/s, "$1$2,$3 $4"],
  ];
  const UPLOADER = "[data-testid=stFileUploader]";
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "data-title"];
  // What comes from files and people stays as it is, whatever it says. Our own blocks are Vietnamese already and large.
  const BLOCK = "[data-testid^=stBidiComponent], [data-testid=stDataFrame]";
  const CONTENT = "[data-testid=stMarkdownContainer], [data-testid=stText]";
  const CHOSEN = "[data-testid=stFileChipName]";

  const say = (text) => {
    const key = text.trim();
    if (!key) return null;
    if (Object.hasOwn(WORDS, key)) return text.replace(key, WORDS[key]);
    const found = BEGINNINGS.find(([start]) => key.startsWith(start));
    return found ? found[1] : null;
  };
  const sayOfUploader = (text) => {
    const key = text.trim();
    const found = PATTERNS.find(([pattern]) => pattern.test(key));
    return found ? text.replace(key, () => key.replace(...found)) : say(text);
  };
  const sayIn = (element, text) => (element?.closest(UPLOADER) ? sayOfUploader(text) : say(text));
  const isContent = (element) =>
    element?.closest(CHOSEN) || (element?.closest(CONTENT) && !element.closest(`[role=dialog], [data-testid=stTopNav], ${UPLOADER}`));

  const translateText = (node) => {
    const said = sayIn(node.parentElement, node.nodeValue);
    if (said !== null && said !== node.nodeValue && !isContent(node.parentElement)) node.nodeValue = said;
  };
  const translateAttribute = (element, name) => {
    const value = element.getAttribute(name);
    const said = value && !element.matches(CHOSEN) && sayIn(element, value);
    if (said && said !== value) element.setAttribute(name, said);
  };
  const translate = (node) => {
    if (node.nodeType === Node.TEXT_NODE) translateText(node);
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(BLOCK)) return;
    ATTRIBUTES.forEach((name) => translateAttribute(node, name));
    node.childNodes.forEach(translate);
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      const element = change.target.nodeType === Node.ELEMENT_NODE ? change.target : change.target.parentElement;
      if (element?.closest(BLOCK)) continue;
      if (change.type === "attributes") translateAttribute(change.target, change.attributeName);
      else if (change.type === "characterData") translateText(change.target);
      else change.addedNodes.forEach(translate);
    }
  }).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
})();
